import type { Member } from '../../../protocol/presence.ts';
import type { Language } from '../../words/language.ts';
import { nameList } from '../name-list.ts';

/** Who joined and who left between two messages, names by id. */
interface Line {
  joined: Map<string, string>;
  left: Map<string, string>;
}

/** At most so many lines are kept. */
const MAX_LINES = 500;

/**
 * Who joined and left, without flooding the log: all of it between two messages is one line, and whoever does both in
 * between is not in it.
 */
export class JoinLeaveNotices {
  readonly #lines = new Map<number, Line>();

  /** @param after seq of the newest message; 0 if there is none */
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

  /** `Ada and 3 others joined · Bo left`, or an empty text. */
  after(seq: number, language: Language): string {
    const line = this.#lines.get(seq);
    if (!line) return '';
    const notice = (what: 'joined' | 'left', people: Map<string, string>): string =>
      language.t(what, {
        count: people.size,
        names: nameList(language, [...people.values()], people.size),
      });
    const notices: string[] = [];
    if (line.joined.size > 0) notices.push(notice('joined', line.joined));
    if (line.left.size > 0) notices.push(notice('left', line.left));
    return notices.join(' · ');
  }
}
