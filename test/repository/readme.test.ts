import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { withTables } from '../../scripts/readme-tables.ts';

void test('the README’s tables are what the code says (`npx tsx scripts/readme-tables.ts` writes them)', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const tables = /<!-- table: /g;
  assert.ok((readme.match(tables)?.length ?? 0) >= 4);
  // Prettier pads the columns; only the cells count.
  const cells = (text: string): string => text.replace(/ *\| */g, '|').replace(/-{3,}/g, '---');
  assert.equal(cells(readme), cells(withTables(readme)));
});
