import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { startForeignSite } from '../../../test/helpers/foreign-site.ts';
import type { ForeignPage, ForeignSite } from '../../../test/helpers/foreign-site.ts';

export const PAGES = ['empty', 'heavy'] as const;
export type BenchPage = (typeof PAGES)[number];

/** A heading, and something to click and to type in. */
const EMPTY = `<main><h1>The harbour</h1><button id="button">Count</button><input id="field"></main>
  <script>
    let count = 0;
    button.onclick = () => (button.textContent = 'counted ' + ++count);
  </script>`;

/** Its boxes are as large as what fills them later. */
const HEAVY = `<style>
    #app { min-height: 100vh }
    h1, p, button, input { display: block; height: 2rem; margin: 0.5rem }
    ul { height: 20rem; overflow: auto }
    #gallery { display: flex; flex-wrap: wrap }
  </style>
  <div id="app"></div><script src="/app.js"></script>`;

/** Many shapes, as in the drawings that sites have. */
function image(n: number): string {
  const circles = Array.from(
    { length: 200 },
    (_, i) =>
      `<circle cx="${(i * 37 + n * 11) % 160}" cy="${(i * 53 + n * 7) % 120}" r="${2 + (i % 9)}" fill="hsl(${(i * 7 + n * 31) % 360} 60% 50%)"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 120">${circles.join('')}</svg>`;
}

/** Somebody else's site: an empty page and a heavy one, each with our tag (`?with=<room>`) and without it. */
export class BenchSite {
  readonly #site: ForeignSite;

  private constructor(site: ForeignSite) {
    this.#site = site;
  }

  /** @param server where the widget is from */
  static async start(server: string): Promise<BenchSite> {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('heavy-app.mjs', import.meta.url))],
      bundle: true,
      minify: true,
      write: false,
      // A classic script, so that the only modules of the page are ours.
      format: 'iife',
      target: 'es2022',
      define: { 'process.env.NODE_ENV': '"production"' },
    });
    const app = outputFiles[0]?.text ?? '';
    return new BenchSite(await startForeignSite((path, { url = '' }) => answer(path, url, server, app)));
  }

  get origin(): string {
    return this.#site.origin;
  }

  /** @param room of the widget's; undefined for the page without it */
  urlOf(page: BenchPage, room?: string): string {
    return `${this.origin}/${page}${room === undefined ? '' : `?with=${room}`}`;
  }

  close(): Promise<void> {
    return this.#site.close();
  }
}

function answer(path: string, url: string, server: string, app: string): ForeignPage | undefined {
  if (path === '/app.js') return { html: app, headers: { 'Content-Type': 'text/javascript' } };
  const number = /^\/image-(\d+)\.svg$/.exec(path)?.[1];
  if (number !== undefined)
    return { html: image(Number(number)), headers: { 'Content-Type': 'image/svg+xml' } };
  if (path !== '/empty' && path !== '/heavy') return undefined;
  const room = /\?with=([\w-]+)$/.exec(url)?.[1];
  const tag =
    room === undefined
      ? ''
      : `<script type="module" src="${server}/live-presence.js" data-mount data-room="${room}"></script>`;
  return {
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Harbour</title><link rel="icon" href="data:,">${tag}</head>
      <body>${path === '/empty' ? EMPTY : HEAVY}</body></html>`,
  };
}
