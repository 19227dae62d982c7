import { readdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { CHANGES, DIFFERENCES } from './differences.ts';
import type { Drawn, Pointed } from './differing.ts';
import type { Corpus } from './in-page.ts';
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
        for (const how of DIFFERENCES.filter((row) => row.includes(only)))
          await at(name, width, async (page) => {
            add(
              how,
              width,
              await page.evaluate(([p, h, s]) => corpus.receiveDiffering(p, h, s), [
                points,
                how,
                seed,
              ] as const),
            );
          });
        for (const how of CHANGES.filter((row) => row.includes(only)))
          await at(name, width, async (page) => {
            const steps = await page.evaluate(([p, h, s]) => corpus.receiveChanging(p, h, s), [
              points,
              how,
              seed,
            ] as const);
            if (how !== 'late content') add(`live: ${how}`, width, steps.at(-1)!);
            else
              for (const [i, step] of ['before', 'half', 'there'].entries())
                add(`${how}: ${step}`, width, steps[i]!);
          });
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
  return [...rows];
}

export interface Shares {
  element: number;
  word: number;
  thing: number;
  sureButWrong: number;
  unsure: number;
  goneSure: number;
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
      fraction.element,
      fraction.word,
      path.element,
      path.word,
    ];
    console.log(line(name, [...cells.map(percent), String(ours.count)]));
  }
}
