/** What the parts say, in one place. */
import type { PresenceClient, Status } from '../client/presence-client.ts';

export const WORDS = {
  you: 'you',
  here: (count: number): string => (count === 1 ? '1 person here' : `${count} people here`),
  people: 'People here',
  openChat: 'Open chat',
  closeChat: 'Close chat',
  unshared: 'Your cursor is not shared',
  ask: 'See who else is reading? They will see you, too: your cursor, a name, and what you write in the chat.',
  grant: 'Join in',
  decline: 'Not now',
  unread: (count: number, mentions: number): string =>
    `${count} unread${mentions ? `, ${mentions} for you` : ''}`,
};

const STATUS: Partial<Record<Status, string>> = {
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting',
  offline: 'Offline',
  refused: 'Not available',
};

/** What the state of the connection is called; nothing while all is well. */
export function statusText(status: Status): string {
  return STATUS[status] ?? '';
}

/** ` in 5 s`, or `…` while the next attempt to connect is made; nothing in any other state. */
export function retryText({ status, retryAt = 0 }: PresenceClient, now: number): string {
  if (status !== 'reconnecting') return '';
  const seconds = Math.ceil((retryAt - now) / 1000);
  return seconds > 0 ? ` in ${seconds} s` : '…';
}
