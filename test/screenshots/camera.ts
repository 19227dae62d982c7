/** Takes pictures of the widget as it is built, in a page and with a server that are always the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { DEFAULT_LIMITS, clientLimits } from '../../protocol/limits.ts';
import type { WelcomeMessage } from '../../protocol/messages.ts';
import { thirdParty } from '../helpers/third-party.ts';
import { ME, NOW } from './people.ts';
import type { Line, State } from './states.ts';

const SITE = 'http://site.example';
const SERVER = 'http://presence.example';
const WIDGET = join(import.meta.dirname, '../../dist/widget');

const TEXT =
  'The harbour lay quiet under a low sky, and gulls walked along the wall where nets were drying. Somebody counted crates aloud, in a voice that carried over the water to the far side of the basin.';

/** Style sheets of the fonts that screenshots are taken with, so that those of the machine do not matter. */
const FONTS = [
  ...[400, 500, 600, 700].flatMap((weight) => [
    `@fontsource/noto-sans/${String(weight)}.css`,
    `@fontsource/noto-sans-arabic/${String(weight)}.css`,
    `@fontsource/noto-sans-jp/${String(weight)}.css`,
  ]),
  'twemoji-colr-font/twemoji.css',
];
const FAMILY = '"Noto Sans", "Noto Sans Arabic", "Noto Sans JP", Twemoji, sans-serif';

function pageOf({ attributes, rtl, lang = 'en', dark }: State, ownFonts: boolean): string {
  const all = Object.entries({ server: SERVER, room: 'docs', ...attributes });
  const paragraphs = Array.from({ length: 6 }, (_, i) => `<p id="p${String(i + 1)}">${TEXT}</p>`);
  return `<!doctype html><html lang="${lang}"${rtl ? ' dir="rtl"' : ''}><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width"><title>Harbour</title>
    ${ownFonts ? FONTS.map((path) => `<link rel="stylesheet" href="/fonts/${path}">`).join('') : ''}
    <style>:root { color-scheme: ${dark ? 'dark' : 'light'} } body { font: 16px/1.6 ${FAMILY}; margin: 24px; max-width: 60ch }</style></head>
    <body><h1>The harbour</h1>${paragraphs.join('')}
    <live-presence ${all.map(([name, value]) => `${name}="${value}"`).join(' ')}></live-presence>
    <script type="module" src="${SERVER}/live-presence.js"></script></body></html>`;
}

function welcomeOf({ members = [ME], welcome, events = [] }: State): WelcomeMessage {
  return {
    type: 'welcome',
    self: { ...ME, session: 's-me' },
    members,
    count: members.length,
    epoch: 'e1',
    seq: events.at(-1)?.seq ?? 0,
    events,
    recovered: false,
    limits: clientLimits(DEFAULT_LIMITS),
    instance: 'i1',
    ...welcome,
  };
}

/** Plays the server on the page's sockets. */
async function serve(page: Page, state: State): Promise<Line> {
  let say: Line['say'] = () => undefined;
  let close: () => void = () => undefined;
  let away = state.server === 'never';
  await page.route(`${SERVER}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (!pathname.endsWith('.js')) return away ? route.abort() : route.fulfill({ status: 426, body: '' });
    const headers = { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'text/javascript' };
    return route.fulfill({ headers, body: readFileSync(join(WIDGET, pathname)) });
  });
  await page.routeWebSocket(/presence\.example/, (socket) => {
    if (away && state.server !== 'never') {
      void socket.close({ code: 1012 });
      return;
    }
    close = () => {
      away = true;
      void socket.close({ code: 1012 });
    };
    say = (message) =>
      socket.send(message instanceof Uint8Array ? Buffer.from(message) : JSON.stringify(message));
    socket.onMessage((data) => {
      const { type } = JSON.parse(String(data)) as { type: string };
      if (type !== 'hello' || state.server === 'never') return;
      if (state.server) {
        socket.send(JSON.stringify({ type: 'error', ...state.server }));
        void socket.close({ code: 4503 });
        return;
      }
      say(welcomeOf(state));
      for (const message of state.says ?? [{ type: 'rate' as const, hz: 0 }]) say(message);
    });
  });
  return { cut: () => close(), say: (message) => say(message) };
}

/** Shows the state, at rest, to whoever looks. */
export async function stage<T>(
  browser: Browser,
  state: State,
  look: (page: Page) => Promise<T>,
  ownFonts = false,
): Promise<T> {
  const { width = 520, height = heightOf(state), phone = false, dark, forced, contrast } = state;
  const context = await browser.newContext({
    viewport: { width, height },
    locale: state.lang ?? 'en-GB',
    timezoneId: 'UTC',
    colorScheme: dark ? 'dark' : 'light',
    forcedColors: forced ? 'active' : 'none',
    contrast: contrast ? 'more' : 'no-preference',
    reducedMotion: 'reduce',
    hasTouch: phone,
    isMobile: phone,
  });
  try {
    const page = await context.newPage();
    await page.clock.install({ time: NOW });
    if (state.privacy) {
      await page.addInitScript(
        'Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { value: true })',
      );
    }
    await page.route(`${SITE}/`, (route) =>
      route.fulfill({ contentType: 'text/html; charset=utf-8', body: pageOf(state, ownFonts) }),
    );
    await page.route(`${SITE}/fonts/**`, (route) =>
      route.fulfill({ path: thirdParty(new URL(route.request().url()).pathname.slice('/fonts/'.length)) }),
    );
    const line = await serve(page, state);
    await page.goto(`${SITE}/`);
    await page.locator(awaited(state)).first().waitFor();
    await page.clock.runFor(1_500);
    if (state.attributes?.['chat'] === 'open') await page.locator('[part=chat-log]').waitFor();
    await state.acts?.(page, line);
    if (state.says?.some((message) => message instanceof Uint8Array))
      await page.locator('[part=cursor]').nth(2).waitFor();
    await page.clock.runFor(state.restMs ?? 2_000);
    await page.evaluate('document.fonts.ready');
    await page.clock.runFor(100);
    return await look(page);
  } finally {
    await context.close();
  }
}

/** @returns a PNG */
export function shoot(browser: Browser, state: State): Promise<Buffer> {
  const look = (page: Page): Promise<Buffer> => page.screenshot({ caret: 'hide', animations: 'disabled' });
  return stage(browser, state, look, true);
}

/** Nothing of the badge's is higher up. */
function heightOf({ name }: State): number {
  return name.startsWith('badge') ? 140 : 460;
}

/** What has to be there before a picture can be taken. */
function awaited({ attributes, server }: State): string {
  if (attributes?.['consent']) return '[part=consent]';
  return server === 'never' || server ? '[part=badge]' : 'live-presence[status=online] [part=badge]';
}
