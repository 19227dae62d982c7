import { rollup } from 'rollup';
const { configure } = await import('./rollup.config.mjs');
const { selfContainedEntry } = await import('./scripts/rollup-plugin-self-contained-entry.mjs');
const c = configure('widget');
const b = await rollup(c);
const { output } = await b.generate({ ...c.output, plugins: [selfContainedEntry()] });
for (const o of output)
  if (o.type === 'chunk' && o.fileName.includes(process.argv[2])) {
    console.log(o.fileName, o.code.length);
    for (const [id, m] of Object.entries(o.modules)
      .filter(([, m]) => m.code)
      .sort((a, b) => b[1].code.length - a[1].code.length))
      console.log(m.code.length, id.replace(process.cwd() + '/', ''));
  }
