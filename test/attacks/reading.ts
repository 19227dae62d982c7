import type { ClientMessage } from '../../protocol/messages.ts';
import { crowd, repeat } from './attack.ts';
import type { Attack } from './attack.ts';

const QUESTIONS: Record<string, (count: number) => ClientMessage> = {
  history: () => ({ type: 'history', limit: 100 }),
  events: () => ({ type: 'events', after: 0 }),
  roster: () => ({ type: 'roster', limit: 100 }),
  quotes: () => ({ type: 'quotes', seqs: Array.from({ length: 50 }, (_, at) => at + 1) }),
};

/** Forty sockets of one address ask as often as the rate allows. */
export const READING: Attack[] = Object.entries(QUESTIONS).map(([name, message]) => ({
  name,
  what: `40 sockets of one address ask for ${name}, 10 times a second each`,
  run: (origin) => crowd(40, { origin, address: '203.0.113.1' }, (visitor) => repeat(visitor, 10, message)),
}));
