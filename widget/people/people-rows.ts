import type { Member } from '../../protocol/presence.ts';
import { KeyedRows, type Row } from '../shared/keyed-rows.ts';
import { personRow, type RowContext } from './person-row.ts';

/**
 * The rows of the list: the visitor, then the people on this page, then the others. In a crowd of thousands only what
 * has changed is drawn again.
 */
export class PeopleRows {
  readonly #rows = new KeyedRows();
  /** The members as they were drawn last. */
  #drawn = new Map<string, Member>();
  #context: RowContext | undefined;

  draw(list: Element, members: Iterable<Member>, context: RowContext): void {
    const rank = ({ id, pages }: Member): number =>
      id === context.self ? 0 : pages.includes(context.page) ? 1 : 2;
    const ranks: Member[][] = [[], [], []];
    for (const person of members) ranks[rank(person)]?.push(person);
    const same = this.#context !== undefined && sameContext(this.#context, context);
    const before = same ? this.#drawn : new Map<string, Member>();
    this.#context = context;
    this.#drawn = new Map();
    this.#rows.draw(
      list,
      ranks.flat().map((person): Row => {
        const unchanged = before.get(person.id) === person;
        this.#drawn.set(person.id, person);
        return { key: person.id, row: unchanged ? undefined : personRow(person, context) };
      }),
    );
  }
}

function sameContext(a: RowContext, b: RowContext): boolean {
  return (Object.keys(a) as (keyof RowContext)[]).every((key) => a[key] === b[key]);
}
