/** Every visual state of the widget is accessible and, in long runs, matches its reference screenshot. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { FONTS } from '../helpers/fonts.ts';
import { shoot, stage } from '../screenshots/camera.ts';
import { difference } from '../screenshots/difference.ts';
import { STATES } from '../screenshots/states.ts';

const IMAGES = join(import.meta.dirname, '../screenshots/images');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The fonts of the short run: the smallest, a usual one and the largest. */
const EXTREMES = /^(narrow at 80|serif at 100|monospace at 120) %$/;

/** Axe violations in the widget, ignoring the test's own page around it. */
function complaints(page: Page): Promise<string[]> {
  return page.evaluate(
    `(async () => {
      if (!window.axe) { ${AXE} }
      const { violations } = await axe.run('live-presence', { runOnly: ${JSON.stringify(RULES)} });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => id + ': ' + html + ' ' + any.map(({ message }) => message).join('; ')));
    })()`,
  );
}

void describe('every visual state of the widget', () => {
  let browser: Browser;
  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
  });
  after(() => browser.close());

  for (const state of STATES) {
    void test(`${state.name} is accessible`, async () => {
      assert.deepEqual(await stage(browser, state, complaints), []);
    });
  }

  for (const font of FONTS.filter(({ name }) => process.env['TEST_LONG'] ?? EXTREMES.test(name))) {
    void test(`people-profile-low is accessible with a font that is ${font.name}, at every place it scrolls to`, async () => {
      const state = STATES.find(({ name }) => name === 'people-profile-low');
      assert.ok(state);
      await stage(browser, state, async (page) => {
        await page.addStyleTag({ content: font.css });
        await page.evaluate('document.fonts.ready');
        const scroller = page.locator('live-presence-people .body');
        const most = await scroller.evaluate((body) => body.scrollHeight - body.clientHeight);
        assert.ok(most > 0, 'it scrolls');
        for (let top = 0; top <= most; top += 20) {
          await scroller.evaluate((body, to) => (body.scrollTop = to), top);
          assert.deepEqual(await complaints(page), [], `${String(top)} px down`);
        }
      });
    });
  }

  void test('matches its screenshot', async () => {
    assert.deepEqual(readdirSync(IMAGES).sort(), STATES.map(({ name }) => `${name}.png`).sort());
    // The fonts for the screenshots are installed by the long run only.
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
