import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { startForeignSite } from '../../test/helpers/foreign-site.ts';
import type { ForeignSite } from '../../test/helpers/foreign-site.ts';
import type { Place } from '../../widget/client/place.ts';
import type { Bench, WayPoint } from './in-page.ts';
import type { TraceEvent } from './trace.ts';

declare global {
  var bench: Bench;
}

const PAGES = new URL('../../test/corpus/pages/', import.meta.url);
const WIDTH = 1280;
const HEIGHT = 800;
const ROOM = 'bench';

const TIMES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing', 'v8'];
/** They take long themselves: times beside them mean nothing. */
const INVALIDATIONS = [...TIMES, 'disabled-by-default-devtools.timeline.invalidationTracking'];

/** Somebody else's page with the widget, and the visitor who looks at it. */
export class Viewer {
  readonly site: ForeignSite;
  readonly #browser: Browser;
  readonly #script: string;
  #page!: Page;
  #cdp!: CDPSession;

  private constructor(browser: Browser, site: ForeignSite, script: string) {
    this.#browser = browser;
    this.site = site;
    this.#script = script;
  }

  /** @param name of a page of the corpus */
  static async of(browser: Browser, server: string, name: string): Promise<Viewer> {
    const html = await readFile(new URL(name, PAGES), 'utf8');
    const logo = await readFile(new URL('images/logo.svg', PAGES), 'utf8');
    const tag = `<script type="module" src="${server}/live-presence.js" data-mount data-room="${ROOM}" data-page="/"></script>`;
    const site = await startForeignSite((path) => {
      if (path.endsWith('.svg')) return { html: logo, headers: { 'Content-Type': 'image/svg+xml' } };
      return { html: path === '/plain' ? html : html.replace('</body>', `${tag}</body>`) };
    });
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('in-page.ts', import.meta.url))],
      bundle: true,
      write: false,
      format: 'iife',
      target: 'es2022',
    });
    return new Viewer(browser, site, outputFiles[0]?.text ?? '');
  }

  /**
   * Asks another visitor's document what lies along ways through it.
   * @param make is told the document's size in CSS px
   */
  async ways(make: (width: number, height: number) => WayPoint[][]): Promise<(Place | undefined)[][]> {
    const page = await this.#browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
    await page.goto(`${this.site.origin}/plain`);
    await page.addScriptTag({ content: this.#script });
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: WIDTH, height });
    const places = await page.evaluate((ways) => bench.places(ways), make(WIDTH, height));
    await page.close();
    return places;
  }

  /** @param slowdown of the main thread; 1 for none */
  async open(slowdown: number): Promise<void> {
    this.#page = await this.#browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
    await this.#page.goto(this.site.origin);
    await this.#page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    await this.#page.addScriptTag({ content: this.#script });
    await this.#page.evaluate(() => bench.countUpdates());
    this.#cdp = await this.#page.context().newCDPSession(this.#page);
    await this.#cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  }

  /** Resolves once so many cursors are there. */
  async sees(cursors: number): Promise<void> {
    await this.#page.locator('[part=cursor]').nth(cursors - 1).waitFor({ state: 'attached' });
  }

  /** Everything that the browser does while this is done. */
  async trace(run: () => Promise<unknown>, invalidations = false): Promise<TraceEvent[]> {
    await this.#browser.startTracing(this.#page, { categories: invalidations ? INVALIDATIONS : TIMES });
    await run();
    const trace = await this.#browser.stopTracing();
    return (JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }).traceEvents;
  }
}
