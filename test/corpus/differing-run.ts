import { readdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { CHANGES, DIFFERENCES } from './differences.ts';
import type { Drawn, Pointed } from './differing.ts';
import type { Corpus } from './in-page.ts';
import type { DrawnRow, Layout } from './row-window.ts';
import { servePages } from './page-server.ts';

declare global {
  var corpus: Corpus;
}

const HEIGHT = 900;
const SENDER = 1440;
export const PAGES = readdirSync(new URL('pages/', import.meta.url)).filter((name) => name.endsWith('.html'));

export interface Options {
  pages: readonly string[];
  widths: readonly number[];
  words: number;
  things: number;
  seed: number;
  /** Only rows whose name has this in it. */
  only?: string;
}

/** Rows of a list that the sender and the receiver see, one window after the other. */
const SENDER_ROWS = [400, 30] as const;
const WINDOWS = {
  'rows: absent': [[100, 30]],
  'rows: present': [[390, 30]],
  'rows: scrolled to': [
    [100, 30],
    [395, 30],
  ],
} as const;

/** What became of the points of one row of the table. */
export type Row = readonly [name: string, drawn: readonly (Drawn & { page: string; width: number })[]];

/** Points at words and things of pages at 1440 px, and looks where they are drawn on pages that differ. */
export async function runDiffering({
  pages,
  widths,
  words,
  things,
  seed,
  only = '',
}: Options): Promise<Row[]> {
  const server = await servePages();
  const browser: Browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
  const rows = new Map<string, (Drawn & { page: string; width: number })[]>();
  const at = async <T>(name: string, width: number, run: (page: Page) => Promise<T>): Promise<T> => {
    const page = await browser.newPage({ viewport: { width, height: HEIGHT } });
    try {
      await page.goto(`${server.origin}/${name}`, { waitUntil: 'load' });
      await page.addScriptTag({ url: `${server.origin}/in-page.js` });
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      return await run(page);
    } finally {
      await page.close();
    }
  };
  try {
    for (const name of pages) {
      const points: Pointed[] = await at(name, SENDER, (page) =>
        page.evaluate(([w, t, s]) => corpus.pointAt(w, t, s), [words, things, seed] as const),
      );
      const add = (row: string, width: number, drawn: readonly Drawn[]): void => {
        const all = rows.get(row) ?? [];
        rows.set(row, all);
        all.push(...drawn.map((each) => ({ ...each, page: name, width })));
      };
      for (const width of widths) {
        const differences = DIFFERENCES.filter((row) => row.includes(only)).map((how) =>
          at(name, width, async (page) => {
            add(
              how,
              width,
              await page.evaluate(([p, h, s]) => corpus.receiveDiffering(p, h, s), [
                points,
                how,
                seed,
              ] as const),
            );
          }),
        );
        await Promise.all(differences);
        const changes = CHANGES.filter((row) => row.includes(only)).map((how) =>
          at(name, width, async (page) => {
            const steps = await page.evaluate(([p, h, s]) => corpus.receiveChanging(p, h, s), [
              points,
              how,
              seed,
            ] as const);
            if (how !== 'late content') add(`live: ${how}`, width, steps.at(-1)!);
            else
              for (const [i, step] of ['before', 'half', 'there'].entries())
                add(`${how}: ${step}`, width, steps[i]!);
          }),
        );
        await Promise.all(changes);
      }
    }
    for (const layout of ['table', 'cards'] satisfies Layout[]) {
      if (!'rows'.includes(only.slice(0, 4))) break;
      const name = 'article.html';
      const points = await at(name, SENDER, (page) =>
        page.evaluate(([l, [f, c], s]) => corpus.pointInRows(l, f, c, s), [
          layout,
          SENDER_ROWS,
          seed,
        ] as const),
      );
      for (const width of widths)
        for (const [row, windows] of Object.entries(WINDOWS))
          await at(name, width, async (page) => {
            const drawn = await page.evaluate(([p, l, w]) => corpus.receiveRows(p, l, w), [
              points,
              layout,
              windows,
            ] as const);
            rows.set(row, [
              ...(rows.get(row) ?? []),
              ...drawn.map((each) => ({ ...each, page: layout, width })),
            ]);
          });
    }
  } finally {
    await browser.close();
    await server.close();
  }
  const order = [
    ...DIFFERENCES,
    ...CHANGES.map((how) => (how === 'late content' ? how : `live: ${how}`)),
    'rows',
  ];
  const rank = ([name]: Row): number => order.findIndex((each) => name.startsWith(each));
  return [...rows].sort((a, b) => rank(a) - rank(b));
}

export interface Shares {
  element: number;
  word: number;
  thing: number;
  sureButWrong: number;
  unsure: number;
  goneSure: number;
  /** On a row that is not the one pointed at. */
  onOther: number;
  count: number;
}

const share = <T>(of: readonly T[], is: (each: T) => boolean): number =>
  of.length ? of.filter(is).length / of.length : NaN;

/** Elements that are not displayed at the receiver count as gone. */
export function sharesOf(drawn: readonly Drawn[], by: 'ours' | 'byFraction' | 'byPath' = 'ours'): Shares {
  const there = drawn.filter((each) => each.there);
  const gone = drawn.filter((each) => !each.there);
  const of = (each: Drawn): { element: boolean; word?: boolean } => (by === 'ours' ? each : each[by]);
  const isSure = (each: Drawn): boolean => each.certain && !each.hidden;
  return {
    element: share(
      there.filter(({ kind }) => kind === 'word'),
      (each) => of(each).element,
    ),
    word: share(
      there.filter((each) => of(each).word !== undefined),
      (each) => of(each).word === true,
    ),
    thing: share(
      there.filter(({ kind }) => kind === 'thing'),
      (each) => of(each).element,
    ),
    sureButWrong: share(there, (each) => isSure(each) && !each.element),
    unsure: share(there, (each) => !each.certain),
    goneSure: share(gone, isSure),
    onOther: share(
      drawn.filter((each): each is DrawnRow => 'onOther' in each),
      (each) => each.onOther,
    ),
    count: drawn.length,
  };
}

const percent = (value: number): string => (Number.isNaN(value) ? '–' : (value * 100).toFixed(1));

export function printRows(rows: readonly Row[]): void {
  const head = [
    'element',
    'word',
    'thing',
    'sure, wrong',
    'unsure',
    'gone: sure',
    'other row',
    'fraction',
    'word',
    'path',
    'word',
    'points',
  ];
  const line = (name: string, cells: readonly string[]): string =>
    name.padEnd(36) + cells.map((cell, i) => cell.padStart(Math.max(8, (head[i]?.length ?? 0) + 2))).join('');
  console.log(line('', head));
  for (const [name, drawn] of rows) {
    const ours = sharesOf(drawn);
    const fraction = sharesOf(drawn, 'byFraction');
    const path = sharesOf(drawn, 'byPath');
    const cells = [
      ours.element,
      ours.word,
      ours.thing,
      ours.sureButWrong,
      ours.unsure,
      ours.goneSure,
      ours.onOther,
      fraction.element,
      fraction.word,
      path.element,
      path.word,
    ];
    console.log(line(name, [...cells.map(percent), String(ours.count)]));
  }
}
