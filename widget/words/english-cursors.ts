/** English for cursors, needed only when others are on the page. */
export const CURSORS = {
  nearby: 'nearby',
  screens: { one: '{count} screen', other: '{count} screens' },
  goToPerson: 'Follow {name}',
  more: { one: '{count} more', other: '{count} more' },
} as const;
