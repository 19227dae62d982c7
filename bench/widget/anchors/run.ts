/**
 * Where cursors are drawn on pages that differ from their sender's: `npx tsx bench/widget/anchors/run.ts [--pages
 * shop,table] [--row translated] [--words 40] [--things 20] [--seed 7] [--widths 390,1440] [--misses]`.
 */
import { parseArgs } from 'node:util';
import { PAGES, printRows, runDiffering } from '../../../test/corpus/differing-run.ts';

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '' },
    row: { type: 'string', default: '' },
    words: { type: 'string', default: '40' },
    things: { type: 'string', default: '20' },
    seed: { type: 'string', default: '7' },
    widths: { type: 'string', default: '390,1440' },
    misses: { type: 'boolean', default: false },
  },
});
const names = values.pages.split(',').filter(Boolean);
const rows = await runDiffering({
  pages: PAGES.filter((page) => !names.length || names.some((name) => page.startsWith(name))),
  widths: values.widths.split(',').map(Number),
  words: Number(values.words),
  things: Number(values.things),
  seed: Number(values.seed),
  only: values.row,
});
printRows(rows);
if (values.misses)
  for (const [name, drawn] of rows)
    for (const each of drawn)
      if (
        'onOther' in each
          ? each.onOther
          : each.there
            ? !each.element || each.word === false || !each.certain
            : each.certain && !each.hidden
      )
        console.log(`${name} ${each.page} ${String(each.width)} ${each.note}`);
