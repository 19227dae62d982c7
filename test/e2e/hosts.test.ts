/**
 * Pages that the guest has to leave as they are. In Chromium all of them, in Firefox some, and with `TEST_LONG=1` all
 * of them there and in WebKit, where those are installed.
 */
import { Chromium } from '../helpers/engines/chromium.ts';
import { Firefox, firefoxPath } from '../helpers/engines/firefox.ts';
import { WebKit, findWebKit } from '../helpers/engines/webkit.ts';
import { CORE, PAGES } from '../hosts/pages.ts';
import { hostPages } from '../hosts/suite.ts';

const long = process.env['TEST_LONG'] === '1';
const wanted = (process.env['BROWSERS'] ?? 'chromium,firefox,webkit').split(',');
const firefox = firefoxPath();
const webkit = findWebKit();

if (wanted.includes('chromium')) hostPages(() => Chromium.launch(), 'Chromium', PAGES);
if (firefox !== undefined && wanted.includes('firefox'))
  hostPages(() => Firefox.launch(firefox), 'Firefox', long ? PAGES : CORE);
// On a page with CSS zoom WebKit tells of boxes in the zoomed page's pixels, and of points in the window's.
const unzoomed = PAGES.filter((page) => page !== 'zoomed');
if (webkit && long && wanted.includes('webkit')) hostPages(() => WebKit.launch(webkit), 'WebKit', unzoomed);
