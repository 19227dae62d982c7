/** English for what the chat shows only now and then. Keys with an underscore end with the server's error code. */
export const CHAT_DETAILS = {
  // `{names}` is a list such as “Ada and 2 others”; `{count}` includes everyone.
  typing: { one: '{names} is typing…', other: '{names} are typing…' },
  joined: { one: '{names} joined', other: '{names} joined' },
  left: { one: '{names} left', other: '{names} left' },
  others: { one: '{count} other', other: '{count} others' },
  edited: '(edited)',
  rest: 'More',
  toOrigin: 'Jump to original message',
  ignored: 'From someone you muted',
  listen: 'Unmute',
  failed: 'Not sent',
  failed_too_long: 'Not sent: too long',
  failed_empty: 'Not sent: empty message',
  failed_forbidden: 'Not sent: you can’t write here',
  failed_queue_full: 'Not sent: too many messages waiting',
  unchanged: 'Change not saved',
  unchanged_forbidden: 'Too late to change this message',
  retry: 'Try again',
  toEnd: 'Jump to latest message',
  editing: 'Editing message',
  answering: 'Replying to {name}',
} as const;
