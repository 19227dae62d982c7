/** Everything that the widget can look like: accessible to all, and, at length, as it looked before. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { shoot, stage } from '../screenshots/camera.ts';
import { difference } from '../screenshots/difference.ts';
import { STATES } from '../screenshots/states.ts';

const IMAGES = join(import.meta.dirname, '../screenshots/images');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe has against the widget; the page around it is the test's own. */
function complaints(page: Page): Promise<string[]> {
  return page.evaluate(
    `(async () => {
      ${AXE}
      const { violations } = await axe.run('live-presence', { runOnly: ${JSON.stringify(RULES)} });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => id + ': ' + html + ' ' + any.map(({ message }) => message).join('; ')));
    })()`,
  );
}

void describe('everything that the widget can look like', () => {
  let browser: Browser;
  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
  });
  after(() => browser.close());

  for (const state of STATES) {
    void test(`${state.name} can be read and used by all`, async () => {
      assert.deepEqual(await stage(browser, state, complaints), []);
    });
  }

  void test('has its picture', async () => {
    assert.deepEqual(readdirSync(IMAGES).sort(), STATES.map(({ name }) => `${name}.png`).sort());
    // Text is drawn by the machine's own fonts: elsewhere than where the pictures were taken all would differ.
    if (!process.env['TEST_LONG']) return;
    for (const state of STATES) {
      const share = await difference(
        browser,
        readFileSync(join(IMAGES, `${state.name}.png`)),
        await shoot(browser, state),
      );
      assert.ok(share < 0.002, `${state.name} differs in ${(share * 100).toFixed(2)} % of its pixels`);
    }
  });
});
