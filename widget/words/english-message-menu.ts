/** English for the menus of messages, needed only once the visitor points at one. */
export const MESSAGE_MENU = {
  actions: 'Message actions',
  react: 'Add reaction',
  otherEmoji: 'Another emoji',
  reply: 'Reply',
  edit: 'Edit',
  reallyDelete: 'Delete for everyone',
  ignore: 'Mute {name}',
} as const;
