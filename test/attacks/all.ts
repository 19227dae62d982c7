import type { Attack } from './attack.ts';
import { CONTENT } from './content.ts';
import { EVERYTHING } from './everything.ts';
import { FRAMES } from './frames.ts';
import { PAGES } from './pages.ts';
import { PRESENCE } from './presence.ts';
import { READING } from './reading.ts';
import { REFUSED } from './refused.ts';

export const ATTACKS: readonly Attack[] = [
  ...READING,
  ...PRESENCE,
  ...PAGES,
  ...FRAMES,
  ...CONTENT,
  ...REFUSED,
  EVERYTHING,
];

export function attackOf(name: string): Attack {
  const attack = ATTACKS.find((other) => other.name === name);
  if (!attack)
    throw new Error(`no attack is called "${name}": ${ATTACKS.map((other) => other.name).join(', ')}`);
  return attack;
}
