/** English for the question for consent. */
export const CONSENT = {
  ask: 'Want to see who else is here? Others will see your cursor, a nickname, the page you’re on and what you write in the chat.',
  grant: 'Join',
  decline: 'Not now',
} as const;
