/** English for the visitor's own cursor chat, needed only when it is opened. */
export const CURSOR_CHAT = {
  talk: 'Say something next to your cursor',
  talkHint: 'Say something…',
} as const;
