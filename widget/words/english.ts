/** English, built in: texts that every visitor may see. The texts of other modules load with those modules. */
export const ENGLISH = {
  you: 'you',
  here: { one: '{count} person here', other: '{count} people here' },
  people: 'People here',
  openChat: 'Open chat',
  closeChat: 'Close chat',
  unread: { one: '{count} unread message', other: '{count} unread messages' },
  unreadForYou: {
    one: '{count} unread message, mentioning you',
    other: '{count} unread messages, {mentions} mentioning you',
  },
  // Connection states, by their names. Nothing is shown while online.
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  reconnectingIn: 'Reconnecting in {seconds}\u00a0s',
  offline: 'Offline',
  refused: 'Unavailable',
  cursorUnshared: 'Your cursor is hidden',
  refused_forbidden: 'No access',
  refused_not_found: 'Can’t connect',
  refused_bad_server: 'Can’t connect',
  refused_unsupported_protocol: 'Reload to update',
  refused_unauthorised: 'Sign-in failed',
  refused_closed: 'Closed',
  refused_limit: 'Room is full',
  refused_socket_blocked: 'Connection blocked',
} as const;
