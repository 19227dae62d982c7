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

/** ` in 5 s`, or nothing when no attempt is waited for. */
export function retryText(client: PresenceClient, now: number): string {
  const { status, retryAt } = client;
  if (status !== 'reconnecting' || retryAt === undefined) return status === 'reconnecting' ? '…' : '';
  const seconds = Math.ceil((retryAt - now) / 1000);
  return seconds > 0 ? ` in ${seconds} s` : '…';
}
