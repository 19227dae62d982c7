/** Why a message was not taken, by the code of the server's error. */
const WHY: Record<string, string> = {
  too_long: 'it is too long',
  empty: 'there is nothing in it',
  forbidden: 'you may not write here',
  queue_full: 'too many messages are waiting',
};

/** Why there is no connection, for a visitor; what the site's owner can do about it stands in the console. */
const REFUSED: Record<string, string> = {
  forbidden_origin: 'This site is not on the list of the server.',
  unauthorised: 'Your sign-in was not accepted.',
  forbidden: 'You may not join here.',
  limit: 'There are too many here at the moment.',
  bad_server: 'The address of the server is not right.',
  unsupported_protocol: 'This page is too old for the server. Reloading may help.',
};

/** What the panels say: words that are needed only once something is opened. */
export const PANEL_WORDS = {
  chat: 'Chat',
  close: 'Close',
  write: 'Write a message',
  send: 'Send',
  log: 'Messages',
  none: 'No messages yet',
  noneAlone: 'You are the only one here. Whoever comes later can read what you write.',
  noneOthers: (others: number): string =>
    others === 1 ? 'Say hello to the other person here.' : `Say hello to the ${others} others here.`,
  earlier: 'Show earlier messages',
  gap: 'Earlier messages are not shown',
  newer: 'New messages',
  deleted: 'Message deleted',
  sending: 'Sending…',
  failed: (code = ''): string => {
    const why = WHY[code];
    return why ? `Not sent: ${why}` : 'Not sent';
  },
  refused: (code: string): string => REFUSED[code] ?? 'The server did not let this page in.',
  retry: 'Try again',
  discard: 'Delete',
  waiting: 'What you write is sent as soon as the connection is back.',
  today: 'Today',
  yesterday: 'Yesterday',
  onlyYou: 'Only you, for now',
  connected: 'Connected',
  tryNow: 'Try now',
  showOthers: 'Show others’ cursors',
  showOwn: 'Show mine to others',
  goTo: 'Go to their cursor',
  follow: 'Go to that page',
  nowhere: 'No cursor on this page now',
  unshared: 'Others see that you are here, not your cursor.',
  dismiss: 'Hide for this visit',
  away: 'Away',
  on: 'On',
  unnamed: (count: number): string => `and ${count} more`,
};
