import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import type { TraceEvent } from '../cursors/trace.ts';
import type {} from './vitals.ts';

const CATEGORIES = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'blink.user_timing',
  'v8',
  'toplevel',
  'loading',
];
/** A page that takes longer than this to load does not load. */
const LOAD_MS = 120_000;
/** By then the widget is online, on the slowed-down heavy page, too: it waits for idleness for up to 3 s. */
const SETTLED_MS = 6_000;
/** If not, it is some time after it has connected. */
const CONNECTED_MS = 1_000;
/** Clicks and keys start once the page has loaded, and go on until some time after the widget is there. */
const USED_MS = 7_000;
const LEAST_ROUNDS = 6;
/** Between two things that the visitor does. */
const PAUSE_MS = 120;
const LETTERS = 'eao';

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What `vitals.ts` has observed. */
export interface Figures {
  lcp: number;
  cls: number;
  inp: number;
  tbt: number;
  clicks: number;
  keys: number;
}

/** The script that observes a page's vitals. */
export async function vitalsScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('vitals.ts', import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
  });
  return outputFiles[0]?.text ?? '';
}

/** One visit to a page by somebody who was never there: nothing is in any cache. */
export class PageLoad {
  readonly page: Page;
  /** Where it sent requests to: origins. */
  readonly origins = new Set<string>();
  readonly #context: BrowserContext;
  #isConnected = false;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
    const note = (url: string): void => {
      const { origin, protocol, host } = new URL(url);
      if (protocol !== 'data:') this.origins.add(protocol.startsWith('ws') ? `http://${host}` : origin);
    };
    page.on('request', (request) => note(request.url()));
    page.on('websocket', (socket) => {
      this.#isConnected = true;
      note(socket.url());
    });
  }

  /** @param slowdown how many times slower its main thread is */
  static async start(browser: Browser, slowdown: number, script?: string): Promise<PageLoad> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    if (script !== undefined) await context.addInitScript({ content: script });
    const page = await context.newPage();
    const cdp: CDPSession = await context.newCDPSession(page);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    return new PageLoad(context, page);
  }

  /**
   * Loads it and leaves it alone. It is not asked whether it is ready, which would be work of its main thread, too.
   *
   * @param hasWidget whether to wait for it
   */
  async load(url: string, hasWidget: boolean): Promise<void> {
    await this.page.goto(url, { timeout: LOAD_MS });
    await pause(SETTLED_MS);
    while (hasWidget && !this.#isConnected) await pause(CONNECTED_MS);
  }

  /** Loads it and uses what is the page's own, with real clicks and keys. */
  async use(url: string, hasWidget: boolean): Promise<void> {
    await this.page.goto(url, { timeout: LOAD_MS });
    const { mouse, keyboard } = this.page;
    const boxes = await this.page.evaluate(() =>
      ['button', 'field'].map(
        (id) => document.getElementById(id)?.getBoundingClientRect().toJSON() as DOMRect,
      ),
    );
    const [button, field] = boxes.map(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }));
    if (!button || !field) throw new Error('the page has nothing to click');
    const end = performance.now() + USED_MS;
    const isOver = (): boolean => performance.now() > end && (this.#isConnected || !hasWidget);
    for (let round = 0; round < LEAST_ROUNDS || !isOver(); round++) {
      await mouse.click(button.x, button.y);
      await pause(PAUSE_MS);
      await mouse.click(field.x, field.y);
      await pause(PAUSE_MS);
      await keyboard.press(LETTERS.charAt(round % LETTERS.length));
      await pause(PAUSE_MS);
    }
  }

  /** What its main thread does meanwhile. */
  async traced(run: () => Promise<unknown>): Promise<TraceEvent[]> {
    const browser = this.#context.browser();
    if (!browser) throw new Error('the browser is gone');
    await browser.startTracing(this.page, { categories: CATEGORIES });
    await run();
    const trace = await browser.stopTracing();
    return (JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }).traceEvents;
  }

  figures(): Promise<Figures> {
    return this.page.evaluate(() => ({
      lcp: vitals.lcp,
      cls: vitals.cls,
      inp: vitals.inp,
      tbt: vitals.tbt,
      clicks: performance.eventCounts.get('click') ?? 0,
      keys: performance.eventCounts.get('keydown') ?? 0,
    }));
  }

  globals(): Promise<string[]> {
    return this.page.evaluate(() => Object.getOwnPropertyNames(window));
  }

  /** Resolves when the widget is there and connected. */
  async online(): Promise<void> {
    await this.page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}
