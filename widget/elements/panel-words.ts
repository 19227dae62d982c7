/** Why a message was not taken, by the code of the server's error. */
const WHY: Record<string, string> = {
  too_long: 'it is too long',
  empty: 'there is nothing in it',
  forbidden: 'you may not write here',
  queue_full: 'too many messages are waiting',
};

function others(count: number): string {
  return count === 1 ? '1 other' : `${count} others`;
}

/** What the chat's panel says: words that are needed only once it is opened. */
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
  toEnd: 'Go to the newest message',
  newer: (count: number): string => (count === 1 ? '1 new message' : `${count} new messages`),
  newSince: 'New since you left',
  typing: (names: readonly string[], count: number): string => {
    const [first, second] = names.map((name) => `\u2068${name}\u2069`);
    if (!first) return '';
    if (count < 2) return `${first} is typing`;
    return count === 2 && second
      ? `${first} and ${second} are typing`
      : `${first} and ${others(count - 1)} are typing`;
  },
  deleted: 'Message deleted',
  edited: '(edited)',
  actions: 'What to do with it',
  react: 'React',
  otherEmoji: 'Another emoji',
  reply: 'Reply',
  edit: 'Edit',
  reallyDelete: 'Delete for everybody',
  toOrigin: 'Go to that message',
  ignore: (name: string): string => `Mute ${name}`,
  ignored: 'Muted by you.',
  listen: 'Show again',
  you: 'you',
  /** @param count of people; those without a name are told by their number */
  list: (names: readonly string[], count: number): string => {
    const unnamed = count - names.length;
    const all = unnamed > 0 ? [...names, others(unnamed)] : names;
    return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`;
  },
  mention: 'People to mention',
  editing: 'Edit your message',
  answering: (name: string): string => `Reply to ${name}`,
  place: 'A place on this page',
  pin: 'Point to a place on the page',
  pinHow: 'Click the place that you mean, or press Enter for the middle of the window.',
  noPlace: 'There is nothing to point at.',
  cancel: 'Cancel',
  save: 'Save',
  paused: 'This chat is read-only at the moment.',
  muted: 'You can’t write here at the moment.',
  alerts: 'How to be told of messages',
  sound: 'Sound',
  notify: 'Notifications',
  notifyDenied: 'Your browser does not allow notifications of this site.',
  unchanged: (code = ''): string =>
    code === 'forbidden' ? 'Not changed: the time for it is over' : 'Not changed',
  sending: 'Sending…',
  failed: (code = ''): string => {
    const why = WHY[code];
    return why ? `Not sent: ${why}` : 'Not sent';
  },
  retry: 'Try again',
  discard: 'Delete',
  waiting: 'What you write is sent as soon as the connection is back.',
  today: 'Today',
  yesterday: 'Yesterday',
};
