import { after, afterEach, before } from 'node:test';
import { BuiltScripts } from './built-scripts.ts';
import type { Engine, Tab } from './engines/engine.ts';
import { startForeignSite } from './foreign-site.ts';
import type { ForeignSite } from './foreign-site.ts';
import { ServerProcess } from './server-process.ts';

interface Page {
  head?: string;
  body: string;
  headers?: Record<string, string>;
}

/** What each page notes about itself. */
interface View {
  until(condition: () => unknown): Promise<void>;
  warnings: string[];
  /** Directives of the page's policy that something violated. */
  violations: string[];
  changedHasRun?: boolean;
  answers?: unknown[];
  /** Whether the element was defined when the page used it. */
  defined?: boolean;
  /** How often the core ran. */
  runs?: number;
  /** What the loader waits for, where a test never lets it come about. */
  held: { idle?: () => void; patience?: () => void };
}

declare global {
  var view: View;
}

const VIEW = `<script nonce="n0nce">
  const view = globalThis.view = { warnings: [], violations: [], held: {}, until: (condition) => new Promise((resolve) => {
    const look = () => (condition() ? resolve() : requestAnimationFrame(look));
    look();
  }) };
  console.warn = (...words) => view.warnings.push(words.join(' '));
  document.addEventListener('securitypolicyviolation', (event) => view.violations.push(event.effectiveDirective));
</script>`;

/** A site with the loader's tag, the scripts that it loads, a server and a browser: started before a suite's tests. */
export class LoaderSite {
  readonly scripts = new BuiltScripts();
  /** The server's origin. */
  api!: string;
  #engine!: Engine;
  #site!: ForeignSite;
  #page!: Page;
  readonly #tabs: Tab[] = [];

  constructor(launch: () => Promise<Engine>) {
    let server: ServerProcess;
    before(async () => {
      server = new ServerProcess();
      this.api = `http://127.0.0.1:${String(await server.listening())}`;
      await this.scripts.start();
      this.#site = await startForeignSite((path) => (path === '/' ? this.#answer() : undefined));
      this.#engine = await launch();
    });
    afterEach(async () => {
      for (const tab of this.#tabs.splice(0)) await tab.close();
      this.scripts.requested.length = 0;
      this.scripts.faults.clear();
    });
    after(async () => {
      await this.#engine.close();
      await this.#site.close();
      this.scripts.stop();
      await server.kill();
    });
  }

  #answer(): { html: string; headers: Record<string, string> } {
    const { head = '', body, headers = {} } = this.#page;
    const html = `<!doctype html><html lang="en"><head><title>Loader</title>${VIEW}${head}</head><body><p>Words</p>${body}</body></html>`;
    return { html, headers };
  }

  tag(attributes = '', path = 'live-presence.js'): string {
    return `<script type="module" src="${this.scripts.origin}/${path}" nonce="n0nce" ${attributes}></script>`;
  }

  /** A tag that mounts the element. */
  mounting(attributes = ''): string {
    return this.tag(`data-mount data-server="${this.api}" ${attributes}`);
  }

  /** The element in the page's markup. */
  element(attributes = ''): string {
    return `<live-presence server="${this.api}" ${attributes}></live-presence>${this.tag()}`;
  }

  async open(page: Page): Promise<Tab> {
    this.#page = page;
    const tab = await this.#engine.open();
    this.#tabs.push(tab);
    await tab.goto(this.#site.origin);
    return tab;
  }
}

export function online(tab: Tab): Promise<void> {
  return tab.evaluate(() => view.until(() => document.querySelector('live-presence[status=online]')));
}

export function chatIsOpen(tab: Tab): Promise<void> {
  return tab.evaluate(() =>
    view.until(() => {
      const [whole] = document.getElementsByTagName('live-presence');
      const chat = whole?.shadowRoot?.querySelector('live-presence-chat');
      return chat?.shadowRoot
        ?.querySelector('live-presence-chat-panel')
        ?.shadowRoot?.querySelector('live-presence-composer');
    }),
  );
}

/** Whatever lets the loader try again at once happens; what it then does at once is done. */
export function triesAgain(tab: Tab): Promise<void> {
  return tab.evaluate(async () => {
    for (const type of ['online', 'click']) dispatchEvent(new Event(type));
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
  });
}
