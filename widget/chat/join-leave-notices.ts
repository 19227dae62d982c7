import type { Member } from '../../protocol/presence.ts';
import type { Language } from '../words/language.ts';
import { nameList } from './name-list.ts';

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
export class JoinLeaveNotices {
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
  after(seq: number, language: Language): string {
    const line = this.#lines.get(seq);
    if (!line) return '';
    const tell = (what: 'joined' | 'left', people: Map<string, string>): string =>
      language.t(what, {
        count: people.size,
        names: nameList(language, [...people.values()], people.size),
      });
    const told: string[] = [];
    if (line.joined.size > 0) told.push(tell('joined', line.joined));
    if (line.left.size > 0) told.push(tell('left', line.left));
    return told.join(' · ');
  }
}
