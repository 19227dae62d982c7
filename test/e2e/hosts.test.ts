/**
 * Pages that the widget must not change: all of them in Chromium, some in Firefox; with `TEST_LONG=1` all of them in
 * Firefox and WebKit too, if installed.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chromium } from '../helpers/engines/chromium.ts';
import { Firefox } from '../helpers/engines/firefox.ts';
import { firefox, webkit } from '../helpers/engines/installed.ts';
import { WebKit } from '../helpers/engines/webkit.ts';
import { CORE, PAGES } from '../hosts/pages.ts';
import { hostPages } from '../hosts/suite.ts';

const long = Boolean(process.env['TEST_LONG']);
const asked = process.env['BROWSERS']?.split(',');
// On a page with CSS zoom, WebKit reports boxes in zoomed pixels, but points in the window's.
const unzoomed = PAGES.filter((page) => page !== 'zoomed');

/** The browsers available here. */
const suites = new Map<string, () => void>();
suites.set('chromium', () => hostPages(() => Chromium.launch(), 'Chromium', PAGES));
const [firefoxHere, webkitHere] = [firefox, webkit];
if (firefoxHere !== undefined)
  suites.set('firefox', () => hostPages(() => Firefox.launch(firefoxHere), 'Firefox', long ? PAGES : CORE));
if (webkitHere) suites.set('webkit', () => hostPages(() => WebKit.launch(webkitHere), 'WebKit', unzoomed));

for (const name of asked ?? suites.keys()) {
  const run = suites.get(name);
  if (run) run();
  else
    void test(`host pages in ${name}`, () =>
      assert.fail('asked for by BROWSERS, but not installed, or in need of TEST_LONG=1'));
}
