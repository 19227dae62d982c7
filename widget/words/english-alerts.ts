/** English for the alert settings of the chat, needed only when they are opened. */
export const ALERTS = {
  sound: 'Sound',
  notify: 'Browser notifications',
  notifyDenied: 'Notifications are blocked in your browser settings.',
} as const;
