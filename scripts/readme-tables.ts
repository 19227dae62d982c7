// Generates the README's tables from the code: `npx tsx scripts/readme-tables.ts`. A test compares them.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LIMIT_ROWS, MAIN_ROWS } from '../server/config/option-table.ts';
import type { OptionRow } from '../server/config/option-table.ts';

const ROOT = new URL('../', import.meta.url);
const README = new URL('README.md', ROOT);

const cell = (text: string): string => text.replaceAll('|', '\\|');

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function options(rows: readonly OptionRow[]): string {
  return table(
    ['Environment', 'Flag', 'Meaning', 'Default'],
    rows.map((row) => [`\`${row.env}\``, `\`--${row.flag}\``, row.help, row.default]),
  );
}

/** A table of the tags in the element's JSDoc. */
function documented(tag: string, head: string[]): string {
  const source = readFileSync(new URL('widget/live-presence.ts', ROOT), 'utf8');
  const rows = [...source.matchAll(new RegExp(`^ \\* @${tag} (?:\\{([^}]*)\\} )?(\\S+) - (.*)$`, 'gm'))];
  return table(
    head,
    rows.map(([, values, name = '', text = '']) => [
      `\`${name}\``,
      values === undefined
        ? text
        : `${text} (${values
            .split('|')
            .map((value) => `\`${value}\``)
            .join(', ')})`,
    ]),
  );
}

/** The README with its tables generated from the code. */
export function withTables(readme: string): string {
  const tables: Record<string, string> = {
    options: options(MAIN_ROWS),
    limits: options(LIMIT_ROWS),
    attributes: documented('attr', ['Attribute', 'Meaning']),
    events: documented('fires', ['Event', 'When']),
    parts: documented('csspart', ['Part', 'What it is']),
    slots: documented('slot', ['Slot', 'What stands there']),
    properties: documented('cssproperty', ['Custom property', 'What it sets']),
  };
  return readme.replace(/<!-- table: (\w+) -->\n[^]*?<!-- end -->/g, (_, name: string) => {
    const made = tables[name];
    if (made === undefined) throw new Error(`unknown table "${name}" in the README`);
    return `<!-- table: ${name} -->\n\n${made}\n\n<!-- end -->`;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(README, withTables(readFileSync(README, 'utf8')));
}
