import type { Member } from '../../protocol/messages.ts';

/** Who came and who went between two messages. */
interface Line {
  joined: Map<string, string>;
  left: Map<string, string>;
}

/** Lines that are remembered. */
const MAX_LINES = 500;

/**
 * Comings and goings, told so that they never spam: whatever happens between two messages is one line, and who comes
 * and goes within it is not told at all.
 */
export class Comings {
  readonly #lines = new Map<number, Line>();

  /** @param after seq of the newest message; 0 where there is none */
  add(after: number, joined: readonly Member[], left: readonly Member[]): void {
    const line = this.#lines.get(after) ?? {
      joined: new Map<string, string>(),
      left: new Map<string, string>(),
    };
    this.#lines.set(after, line);
    const [oldest] = this.#lines.keys();
    if (this.#lines.size > MAX_LINES && oldest !== undefined) this.#lines.delete(oldest);
    for (const { id, name } of joined) if (!line.left.delete(id)) line.joined.set(id, name);
    for (const { id, name } of left) if (!line.joined.delete(id)) line.left.set(id, name);
  }

  /** `Ada and 3 others joined · Bo left`, or nothing. */
  after(seq: number): string {
    const line = this.#lines.get(seq);
    if (!line) return '';
    const told: string[] = [];
    if (line.joined.size > 0) told.push(`${names([...line.joined.values()])} joined`);
    if (line.left.size > 0) told.push(`${names([...line.left.values()])} left`);
    return told.join(' · ');
  }
}

function names(all: string[]): string {
  // A name is kept to its own direction.
  const [first = '', second = ''] = all.map((name) => `\u2068${name}\u2069`);
  if (all.length === 1) return first;
  return all.length === 2 ? `${first} and ${second}` : `${first} and ${all.length - 1} others`;
}
