import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { startForeignSite } from '../../../test/helpers/foreign-site.ts';
import type { ForeignSite } from '../../../test/helpers/foreign-site.ts';
import type { Place } from '../../../widget/client/cursors/place.ts';
import type { Bench, WayPoint } from './in-page.ts';
import type { TraceEvent } from './trace.ts';

declare global {
  var bench: Bench;
}

export interface Size {
  width: number;
  height: number;
}

const PAGES = new URL('../../../test/corpus/pages/', import.meta.url);
export const WINDOW: Size = { width: 1280, height: 800 };

const TIMES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing', 'v8'];
/** Tracing these takes long itself: times measured along with them mean nothing. */
const INVALIDATIONS = [...TIMES, 'disabled-by-default-devtools.timeline.invalidationTracking'];

/** A foreign site's page with the widget, and a visitor who looks at it. */
export class Viewer {
  readonly #browser: Browser;
  readonly #site: ForeignSite;
  readonly #script: string;
  #page!: Page;
  #cdp!: CDPSession;

  private constructor(browser: Browser, site: ForeignSite, script: string) {
    this.#browser = browser;
    this.#site = site;
    this.#script = script;
  }

  /**
   * @param name of a page in the corpus
   * @param server that the widget is loaded from
   */
  static async of(browser: Browser, name: string, server: string, room: string): Promise<Viewer> {
    const html = await readFile(new URL(name, PAGES), 'utf8');
    const logo = await readFile(new URL('images/logo.svg', PAGES), 'utf8');
    const tag = `<script type="module" src="${server}/live-presence.js" data-mount data-room="${room}" data-page="/"></script>`;
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
   * @param make gets the document's size
   */
  async places(make: (size: Size) => WayPoint[][]): Promise<(Place | undefined)[][]> {
    const page = await this.#browser.newPage({ viewport: WINDOW });
    await page.goto(`${this.#site.origin}/plain`);
    await page.addScriptTag({ content: this.#script });
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    const size = { ...WINDOW, height };
    await page.setViewportSize(size);
    const places = await page.evaluate((ways) => bench.places(ways), make(size));
    await page.close();
    return places;
  }

  async open(): Promise<void> {
    this.#page = await this.#browser.newPage({ viewport: WINDOW });
    await this.#page.goto(this.#site.origin);
    await this.#page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    await this.#page.addScriptTag({ content: this.#script });
    await this.#page.evaluate(() => bench.countUpdates());
    this.#cdp = await this.#page.context().newCDPSession(this.#page);
  }

  /** @param rate 4: the main thread gets every fourth moment; 1: all */
  async slow(rate: number): Promise<void> {
    await this.#cdp.send('Emulation.setCPUThrottlingRate', { rate });
  }

  close(): Promise<void> {
    return this.#page.close();
  }

  /** Resolves once so many cursors are there. */
  async sees(cursors: number): Promise<void> {
    await this.#page
      .locator('[part=cursor]')
      .nth(cursors - 1)
      .waitFor({ state: 'attached' });
  }

  /** Scrolls down and up again for about so long, as a wheel does. */
  async scroll(ms: number): Promise<void> {
    const speed = 1_600;
    await this.#cdp.send('Input.synthesizeScrollGesture', {
      ...{ x: WINDOW.width / 2, y: WINDOW.height / 2, yDistance: -1_200, speed, gestureSourceType: 'mouse' },
      repeatCount: Math.max(0, Math.round(ms / 1_500) - 1),
      repeatDelayMs: 0,
    });
  }

  /** From now on the page changes one of its own texts ten times a second. */
  async rewrite(): Promise<void> {
    await this.#page.evaluate(() => {
      const clock = document.createElement('time');
      document.querySelector('nav')?.append(clock);
      setInterval(() => (clock.textContent = new Date().toISOString()), 100);
    });
  }

  /** How often any of our elements was rendered by Lit so far. */
  updates(): Promise<number> {
    return this.#page.evaluate(() => bench.updates());
  }

  /** Everything that the browser does while this is done. */
  async trace(run: () => Promise<unknown>, invalidations = false): Promise<TraceEvent[]> {
    await this.#browser.startTracing(this.#page, { categories: invalidations ? INVALIDATIONS : TIMES });
    await run();
    const trace = await this.#browser.stopTracing();
    return (JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }).traceEvents;
  }

  /** Whether a node of a trace is the page's and none of ours. Who cannot be found any more counts as the page's. */
  async isHosts(node: number): Promise<boolean> {
    try {
      const { object } = await this.#cdp.send('DOM.resolveNode', { backendNodeId: node });
      const { result } = await this.#cdp.send('Runtime.callFunctionOn', {
        objectId: object.objectId ?? '',
        functionDeclaration: `function () {
          const root = this.getRootNode();
          return !(root instanceof ShadowRoot && root.host.localName.startsWith('live-presence'));
        }`,
        returnByValue: true,
      });
      return result.value !== false;
    } catch {
      return true;
    }
  }

  end(): Promise<void> {
    return this.#site.close();
  }
}
