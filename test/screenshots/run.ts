/**
 * Pictures of everything that the widget can look like: `npx tsx test/screenshots/run.ts [--only word] [--compare]`
 * (after `npm run build`). Written to test/screenshots/images; with `--compare` they are held against those.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { shoot } from './camera.ts';
import { difference } from './difference.ts';
import { STATES } from './states.ts';

const FOLDER = join(import.meta.dirname, 'images');

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, compare: { type: 'boolean', default: false } },
});
const browser = await chromium.launch({
  executablePath: chromePath({ headlessShell: false }),
  args: CHROME_ARGS,
});
mkdirSync(FOLDER, { recursive: true });
try {
  for (const state of STATES.filter(({ name }) => name.includes(values.only))) {
    const path = join(FOLDER, `${state.name}.png`);
    const picture = await shoot(browser, state);
    if (values.compare) {
      const share = await difference(browser, readFileSync(path), picture);
      console.log(`${(share * 100).toFixed(2).padStart(6)} % ${state.name}`);
      if (share > 0.002) process.exitCode = 1;
    } else {
      writeFileSync(path, picture);
      console.log(state.name);
    }
  }
} finally {
  await browser.close();
}
