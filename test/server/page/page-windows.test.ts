import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BANDS, bandsOf, windowOf } from '../../../server/page/page-windows.ts';

void test('a window holds the view, and is hardly higher', () => {
  const windows = new Set<number>();
  for (let first = 0; first < BANDS; first++) {
    for (let last = first; last < BANDS; last++) {
      const window = windowOf(first / BANDS, (last + 1) / BANDS);
      const [from, to] = bandsOf(window);
      const height = last + 1 - first;
      const about = `${String(first)}–${String(last)}: ${String(from)}–${String(to - 1)}`;
      assert.ok(from >= 0 && to <= BANDS && from <= first && to > last, about);
      assert.ok(to - from <= Math.max(2, 1.75 * height), about);
      windows.add(window);
    }
  }
  assert.ok(windows.size < 500, `${String(windows.size)} windows`);
});

void test('whatever a client says it sees is a window', () => {
  for (const [top, bottom] of [
    [0, 0],
    [1, 1],
    [1, 0],
    [0, 1],
    [0.999, 0.001],
  ] as const) {
    const [from, to] = bandsOf(windowOf(top, bottom));
    assert.ok(from >= 0 && from < to && to <= BANDS, `${String(top)}–${String(bottom)}`);
  }
});
