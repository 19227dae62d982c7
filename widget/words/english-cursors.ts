/** English for what is said about cursors and at them: words that are needed only in company. */
export const CURSORS = {
  nearby: 'nearby',
  screens: { one: '{count} screen', other: '{count} screens' },
  goToPerson: 'Go to {name}',
  more: { one: '{count} more', other: '{count} more' },
  talk: 'Say something at your cursor',
  talkHint: 'Say something',
} as const;
