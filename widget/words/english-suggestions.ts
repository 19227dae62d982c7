/** English for the list of people to mention, needed only with the first `@`. */
export const SUGGESTIONS = {
  mention: 'Mention someone',
} as const;
