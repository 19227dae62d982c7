import type { Attack } from './attack.ts';
import { PAGES } from './pages.ts';
import { PRESENCE } from './presence.ts';
import { READING } from './reading.ts';

/** All at once, from one address at every limit. */
export const EVERYTHING: Attack = {
  name: 'everything',
  what: 'history, flips, anchors and cursor chat at once, from one address',
  async run(origin) {
    const names = ['history', 'flips', 'anchors', 'cursor-chat'];
    const parts = [...READING, ...PRESENCE, ...PAGES].filter(({ name }) => names.includes(name));
    await Promise.all(parts.map((attack) => attack.run(origin)));
  },
};
