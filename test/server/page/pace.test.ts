import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SILENT, paceFor } from '../../../server/page/pace.ts';

void test('the pace falls with the movers of the page and of the process, and does not flap', () => {
  const ticks = (movers: number, others = 0, before = SILENT): number => paceFor(movers, others, before);
  assert.equal(ticks(1), 30);
  assert.equal(ticks(10_000), 5);
  for (const movers of [40, 100, 3_500]) assert.ok(ticks(movers + 1) < ticks(movers));
  assert.ok(ticks(10, 500) < ticks(10, 100));
  assert.equal(ticks(1_000), ticks(200), 'a crowd is no other page');
  const slower = paceFor(41, 0, SILENT);
  assert.equal(paceFor(39, 0, slower), slower, 'a little less than the bound does not yet speed up');
  assert.equal(ticks(29, 0, slower), 30);
});
