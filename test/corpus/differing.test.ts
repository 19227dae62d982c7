/**
 * Cursors on pages that differ from their sender's are on the same thing, or drawn as uncertain. `TEST_LONG=1` for all
 * pages, at two widths.
 */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { PAGES, printRows, runDiffering, sharesOf } from './differing-run.ts';
import type { Row } from './differing-run.ts';

const long = Boolean(process.env['TEST_LONG']);
/** Least shares of words' elements, words and things, and most that are drawn as certain on another thing. */
const GOALS: Record<string, { element: number; word: number; thing: number; unsure: number }> = {
  'the same': { element: 0.998, word: 0.99, thing: 0.998, unsure: 0 },
  advertisements: { element: 0.98, word: 0.97, thing: 0.93, unsure: 0.08 },
  'blocks removed': { element: 0.98, word: 0.97, thing: 0.93, unsure: 0.05 },
  wrapped: { element: 0.98, word: 0.97, thing: 0.95, unsure: 0.05 },
  renamed: { element: 0.98, word: 0.97, thing: 0.95, unsure: 0.05 },
  reordered: { element: 0.95, word: 0.95, thing: 0.9, unsure: 0.08 },
  highlighted: { element: 0.98, word: 0.97, thing: 0.95, unsure: 0.05 },
  'signed in': { element: 0.98, word: 0.97, thing: 0.95, unsure: 0.05 },
  translated: { element: 0.94, word: 0.85, thing: 0.95, unsure: 1 },
  'words edited': { element: 0.97, word: 0.95, thing: 0.93, unsure: 0.15 },
  'late content: there': { element: 0.98, word: 0.97, thing: 0.95, unsure: 0.05 },
  'live: inserted above': { element: 0.98, word: 0.97, thing: 0.95, unsure: 0.05 },
  'live: removed': { element: 0.98, word: 0.97, thing: 0.95, unsure: 0.05 },
  'live: swapped': { element: 0.97, word: 0.97, thing: 0.93, unsure: 0.05 },
  'live: text appended': { element: 0.98, word: 0.97, thing: 0.95, unsure: 0.1 },
  'live: inserted above, text appended': { element: 0.98, word: 0.97, thing: 0.95, unsure: 0.1 },
  'rows: present': { element: 0.98, word: 0.98, thing: 0.95, unsure: 0.05 },
  'rows: scrolled to': { element: 0.98, word: 0.98, thing: 0.95, unsure: 0.05 },
};
/** One miss among few points is no fault. */
const SLACK = long ? 0 : 0.03;

let rows: Map<string, Row[1]>;

before(async () => {
  const found = await runDiffering({
    pages: long ? PAGES : ['article.html', 'landing.html', 'table.html'],
    widths: long ? [390, 1440] : [390],
    words: 30,
    things: 12,
    seed: 7,
  });
  printRows(found);
  rows = new Map(found);
});

for (const [name, goal] of Object.entries(GOALS)) {
  test(`${name}: a cursor is on the same element and word`, () => {
    const shares = sharesOf(rows.get(name) ?? []);
    assert.ok(shares.count > 0);
    for (const what of ['element', 'word', 'thing'] as const)
      assert.ok(!(shares[what] < goal[what] - SLACK), `${what}: ${String(shares[what])}`);
    assert.ok(shares.unsure <= goal.unsure + SLACK, `unsure: ${String(shares.unsure)}`);
  });
}

test('a cursor is not drawn as certain on another thing', () => {
  const all = [...rows.values()].flat();
  const { sureButWrong, goneSure } = sharesOf(all.filter((each) => !('onOther' in each)));
  assert.ok(sureButWrong <= 0.005, `sure but wrong: ${String(sureButWrong)}`);
  assert.ok(goneSure <= 0.02, `what is gone: ${String(goneSure)}`);
});

test('a cursor on a row that is not rendered is not drawn on another one', () => {
  const { onOther, goneSure } = sharesOf(rows.get('rows: absent') ?? []);
  assert.ok(onOther <= 0.03, `on another row: ${String(onOther)}`);
  assert.ok(goneSure <= 0.01, `surely: ${String(goneSure)}`);
});
