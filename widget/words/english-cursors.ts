/** English for cursors and cursor chat, needed only when others are on the page. */
export const CURSORS = {
  nearby: 'nearby',
  screens: { one: '{count} screen', other: '{count} screens' },
  goToPerson: 'Go to {name}',
  more: { one: '{count} more', other: '{count} more' },
  talk: 'Say something next to your cursor',
  talkHint: 'Say something…',
} as const;
