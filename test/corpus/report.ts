import type { Mapped, Received, VariedVerdict } from './in-page.ts';

/** Right ones among all. */
class Share {
  right = 0;
  all = 0;

  add(right: boolean): void {
    this.all++;
    if (right) this.right++;
  }

  get value(): number {
    return this.all ? this.right / this.all : 1;
  }

  toString(): string {
    return this.all ? `${(this.value * 100).toFixed(1)}%` : '–';
  }
}

const WAYS = ['ours', 'path', 'document'] as const;
type Way = (typeof WAYS)[number];

class Tally {
  readonly element = { ours: new Share(), path: new Share(), document: new Share() };
  readonly word = { ours: new Share(), path: new Share(), document: new Share() };
  /** Innermost element under the drawn point: stricter than inside its boxes. */
  readonly hit = new Share();
  readonly hiddenRightly = new Share();
  readonly hiddenWrongly = new Share();

  add(received: Received): void {
    if (!received.ours) {
      this.hiddenRightly.add(received.hidden);
      return;
    }
    this.hiddenWrongly.add(received.hidden && received.seen);
    for (const way of WAYS) {
      const mapped: Mapped = received[way]!;
      this.element[way].add(mapped.element === 'right');
      if (mapped.word) this.word[way].add(mapped.word === 'right');
    }
    this.hit.add(received.hidden || received.ours.hit === 'right');
  }

  row(): string[] {
    const cells = WAYS.flatMap((way) => [this.element[way].toString(), this.word[way].toString()]);
    return [
      ...cells,
      this.hit.toString(),
      `${this.hiddenRightly.right}/${this.hiddenRightly.all}`,
      String(this.hiddenWrongly.right),
    ];
  }
}

const HEAD = ['ours elem', 'word', 'path elem', 'word', 'doc elem', 'word', 'innermost', 'hidden', 'lost'];

/** How many points landed where they should, per page and over all. */
export class Report {
  readonly #pages = new Map<string, Tally>();
  readonly #receivers = new Map<string, Tally>();
  readonly #all = new Tally();
  readonly #misses: string[] = [];

  add(page: string, receiver: string, received: readonly Received[]): void {
    for (const each of received) {
      for (const tally of [entry(this.#pages, page), entry(this.#receivers, receiver), this.#all])
        tally.add(each);
      const { ours } = each;
      if (
        ours ? ours.element === 'wrong' || ours.word === 'wrong' || (each.hidden && each.seen) : !each.hidden
      )
        this.#misses.push(
          `${page} ${receiver} ${ours ? `${ours.element}/${ours.word ?? ''}` : 'not displayed'} hidden=${each.hidden} ${each.note}`,
        );
    }
  }

  shares(): Record<Way, { element: number; word: number }> {
    const of = (way: Way): { element: number; word: number } => ({
      element: this.#all.element[way].value,
      word: this.#all.word[way].value,
    });
    return { ours: of('ours'), path: of('path'), document: of('document') };
  }

  get wronglyHidden(): number {
    return this.#all.hiddenWrongly.value;
  }

  get wronglyShown(): number {
    return this.#all.hiddenRightly.all - this.#all.hiddenRightly.right;
  }

  print(): void {
    const rows = [...this.#pages, ...this.#receivers, ['all', this.#all] as const];
    table(
      HEAD,
      rows.map(([name, tally]) => [name, ...tally.row()]),
    );
    if (process.env.CORPUS_MISSES) for (const miss of this.#misses) console.log(miss);
  }
}

/** What became of points in documents that differ. */
export class VariationReport {
  readonly #variations = new Map<string, { right: Share; wrong: Share; faint: Share }>();
  readonly #wrong = new Share();
  readonly #misses: string[] = [];

  add(page: string, variation: string, verdicts: readonly VariedVerdict[]): void {
    let of = this.#variations.get(variation);
    if (!of)
      this.#variations.set(variation, (of = { right: new Share(), wrong: new Share(), faint: new Share() }));
    for (const { right, certain, there, note } of verdicts) {
      if (there) of.right.add(right);
      if (there && right) of.faint.add(!certain);
      of.wrong.add(certain && !right);
      this.#wrong.add(certain && !right);
      if (certain && !right) this.#misses.push(`${page} ${variation} ${note}`);
    }
  }

  get confidentlyWrong(): number {
    return this.#wrong.value;
  }

  print(): void {
    const rows = [...this.#variations].map(([name, { right, wrong, faint }]) => [
      name,
      right.toString(),
      faint.toString(),
      wrong.toString(),
    ]);
    table(['found', 'of these faint', 'confidently wrong'], [...rows, ['all', '', '', String(this.#wrong)]]);
    if (process.env.CORPUS_MISSES) for (const miss of this.#misses) console.log(miss);
  }
}

function entry(map: Map<string, Tally>, key: string): Tally {
  let tally = map.get(key);
  if (!tally) map.set(key, (tally = new Tally()));
  return tally;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  console.log(
    ['', ...head]
      .map((cell, i) => (i ? cell.padStart(Math.max(9, cell.length + 2)) : cell.padEnd(20)))
      .join(''),
  );
  for (const row of rows)
    console.log(
      row
        .map((cell, i) => (i ? cell.padStart(Math.max(9, (head[i - 1]?.length ?? 0) + 2)) : cell.padEnd(20)))
        .join(''),
    );
}
