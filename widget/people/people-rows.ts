import type { Member } from '../../protocol/presence.ts';
import { KeyedRows, type Row } from '../shared/keyed-rows.ts';
import { personRow, type RowContext } from './person-row.ts';

/** A row as it was drawn last. */
interface Drawn {
  person: Member;
  lost: boolean;
}

/**
 * The rows of the list: the visitor, then the people on this page, then the others. In a crowd of thousands only what
 * has changed is drawn again.
 */
export class PeopleRows {
  readonly #rows = new KeyedRows();
  #drawn = new Map<string, Drawn>();
  #context: RowContext | undefined;

  /** @param lost id of who was looked for last without success */
  draw(list: Element, members: Iterable<Member>, context: RowContext, lost: string | undefined): void {
    const rank = ({ id, pages }: Member): number =>
      id === context.self ? 0 : pages.includes(context.page) ? 1 : 2;
    const ranks: Member[][] = [[], [], []];
    for (const person of members) ranks[rank(person)]?.push(person);
    const same = this.#context !== undefined && sameContext(this.#context, context);
    const before = same ? this.#drawn : new Map<string, Drawn>();
    this.#context = context;
    this.#drawn = new Map();
    this.#rows.draw(
      list,
      ranks.flat().map((person): Row => {
        const last = before.get(person.id);
        const now = { person, lost: person.id === lost };
        const unchanged = last?.person === person && last.lost === now.lost;
        this.#drawn.set(person.id, now);
        return { key: person.id, row: unchanged ? undefined : personRow(person, context, now.lost) };
      }),
    );
  }
}

function sameContext(a: RowContext, b: RowContext): boolean {
  return (Object.keys(a) as (keyof RowContext)[]).every((key) => a[key] === b[key]);
}
