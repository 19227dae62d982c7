/** English, built in: what every visitor may read or hear. The other modules bring the words for what they show. */
export const ENGLISH = {
  you: 'you',
  here: { one: '{count} person here', other: '{count} people here' },
  people: 'People here',
  openChat: 'Open chat',
  closeChat: 'Close chat',
  unread: { one: '{count} unread', other: '{count} unread' },
  unreadForYou: { one: '{count} unread, {mentions} for you', other: '{count} unread, {mentions} for you' },
  // The states of the connection, by their names; nothing is said while all is well.
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  reconnectingIn: 'Reconnecting in {seconds} s',
  offline: 'Offline',
  refused: 'Not available',
} as const;
