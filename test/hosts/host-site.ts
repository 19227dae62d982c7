import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignPage, ForeignSite } from '../helpers/foreign-site.ts';
import { HEADERS } from './headers.ts';
import type { Place } from './headers.ts';

/** Fixed, as the pages' scripts have it in their markup. */
const NONCE = 'bm9uY2Ugb2YgdGhlIGhvc3Q';

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const page = (name: string): string => readFileSync(file(`pages/${name}.html`), 'utf8');

/** A script of ours for pages: `own-lit.ts` with a Lit of its own, as a site bundles it. */
async function bundle(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [file(name)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
  });
  return outputFiles[0]!.text.trim();
}

/**
 * Sites that the widget has to live on: `pages/<name>.html`, at `/<name>`. What stands in them as a comment is filled
 * in: `<!-- content -->`, and `<!-- widget -->` with the tag to paste, unless the address ends in `?bare`.
 */
export class HostSite {
  /** Violations of the pages' policies as browsers report them. */
  readonly violations: string[] = [];
  #site!: ForeignSite;
  #watch = '';
  #lit = '';
  readonly #server: string;

  private constructor(server: string) {
    this.#server = server;
  }

  /** @param server where the widget is from */
  static async start(server: string): Promise<HostSite> {
    const host = new HostSite(server);
    [host.#watch, host.#lit] = await Promise.all([bundle('watch.ts'), bundle('own-lit.ts')]);
    host.#site = await startForeignSite((path, request) => host.#answer(path, request));
    return host;
  }

  get origin(): string {
    return this.#site.origin;
  }

  close(): Promise<void> {
    return this.#site.close();
  }

  #answer(path: string, request: IncomingMessage): ForeignPage | undefined {
    if (path === '/violations') {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => this.violations.push(text));
      return { html: '' };
    }
    if (path === '/own-lit.js') return { html: this.#lit, headers: { 'Content-Type': 'text/javascript' } };
    if (path === '/page.css')
      return { html: 'body { margin: 2rem }', headers: { 'Content-Type': 'text/css' } };
    const name = path.slice(1).replace(/@.*/, '');
    if (!/^[a-z-]+$/.test(name)) return undefined;
    const bare = request.url?.includes('?bare') === true;
    const place: Place = {
      server: this.#server,
      site: this.origin,
      nonce: NONCE,
      watch: `'sha256-${createHash('sha256').update(this.#watch).digest('base64')}'`,
    };
    const policy = HEADERS[path.slice(1)]?.(place);
    const headers = policy && {
      'Content-Security-Policy': `${policy}; report-uri /violations`,
    };
    return { html: this.#fill(page(name), bare), ...(headers && { headers }) };
  }

  #fill(html: string, bare: boolean): string {
    const tag = /<!-- widget(.*?)-->/g;
    return html
      .replace('<head>', `<head><meta charset="utf-8"><script>${this.#watch}</script>`)
      .replace('<!-- content -->', readFileSync(file('content.html'), 'utf8'))
      .replace(tag, (_, data: string) =>
        bare
          ? ''
          : `<script type="module" src="${this.#server}/live-presence.js" nonce="${NONCE}" ${data.trim()}></script>`,
      )
      .replaceAll('%SERVER%', this.#server);
  }
}
