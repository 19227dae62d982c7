import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { Tab } from './engine.ts';
import type { Engine, Key } from './engine.ts';

/** Paths of a driver, its browser and a display server, if installed. */
export interface WebKitParts {
  driver: string;
  browser: string;
}

const LIBRARIES = '/usr/lib';
const DRIVER = '/usr/bin/WebKitWebDriver';
const DISPLAY = '/usr/bin/Xvfb';
const KEY_CODES: Record<Key, string> = { Tab: '\ue004', Enter: '\ue007', Escape: '\ue00c' };
const MOUSE = { type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' } };

export function findWebKit(): WebKitParts | undefined {
  if (!existsSync(DRIVER) || !existsSync(DISPLAY)) return undefined;
  const browser = [...readdirSync(LIBRARIES).map((name) => `${LIBRARIES}/${name}`), LIBRARIES]
    .map((folder) => `${folder}/webkit2gtk-4.1/MiniBrowser`)
    .find((path) => existsSync(path));
  return browser === undefined ? undefined : { driver: DRIVER, browser };
}

/** The first line of a process's output. */
async function firstLine(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    text += chunk.toString();
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0] ?? '';
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

class WebKitTab extends Tab {
  readonly #session: string;

  constructor(session: string) {
    super();
    this.#session = session;
  }

  async send(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.#session}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const { value } = (await answer.json()) as { value: unknown };
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  }

  async goto(url: string): Promise<void> {
    await this.send('POST', '/url', { url });
  }

  async click(x: number, y: number): Promise<void> {
    const actions = [
      { type: 'pointerMove', duration: 0, x: Math.round(x), y: Math.round(y), origin: 'viewport' },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    await this.send('POST', '/actions', { actions: [{ ...MOUSE, actions }] });
  }

  async type(text: string): Promise<void> {
    // One at a time, because sending several at once loses letters.
    for (const key of text) await this.#key(key);
  }

  async press(key: Key): Promise<void> {
    await this.#key(KEY_CODES[key]);
  }

  async close(): Promise<void> {
    await this.send('DELETE', '');
  }

  /** The driver turns answers into JSON in the page, where old libraries give arrays a `toJSON` of their own. */
  protected async ask(expression: string): Promise<unknown> {
    const script = `const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${expression})).then((value) => ({ value }), (error) => ({ error: String(error) })).then((answer) => {
        const { toJSON } = Array.prototype;
        delete Array.prototype.toJSON;
        done(JSON.stringify(answer));
        if (toJSON) Array.prototype.toJSON = toJSON;
      });`;
    const text = (await this.send('POST', '/execute/async', { script, args: [] })) as string;
    const { value, error } = JSON.parse(text) as { value?: unknown; error?: string };
    if (error !== undefined) throw new Error(error);
    return value;
  }

  async #key(value: string): Promise<void> {
    const actions = [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ];
    await this.send('POST', '/actions', { actions: [{ type: 'key', id: 'keys', actions }] });
  }
}

/** WebKitGTK on a virtual display, controlled over WebDriver; each tab is a separate browser. */
export class WebKit implements Engine {
  readonly name = 'WebKit';
  readonly #address: string;
  readonly #binary: string;
  readonly #children: ChildProcess[];

  private constructor(address: string, binary: string, children: ChildProcess[]) {
    this.#address = address;
    this.#binary = binary;
    this.#children = children;
  }

  static async launch({ driver, browser }: WebKitParts): Promise<WebKit> {
    const display = spawn(DISPLAY, ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const number = await firstLine(display.stdio[3] as Readable);
    const port = await freePort();
    const child = spawn(driver, [`--port=${String(port)}`], {
      stdio: 'ignore',
      env: { ...process.env, DISPLAY: `:${number}`, GDK_BACKEND: 'x11' },
    });
    const webkit = new WebKit(`http://127.0.0.1:${String(port)}/session`, browser, [child, display]);
    await webkit.#ready();
    return webkit;
  }

  async open(): Promise<Tab> {
    const answer = await fetch(this.#address, {
      method: 'POST',
      body: JSON.stringify({
        capabilities: {
          alwaysMatch: {
            browserName: 'MiniBrowser',
            'webkitgtk:browserOptions': { binary: this.#binary, args: ['--automation'] },
          },
        },
      }),
    });
    const { value } = (await answer.json()) as { value: { sessionId: string; message?: string } };
    if (!answer.ok) throw new Error(`no session: ${value.message ?? ''}`);
    const tab = new WebKitTab(`${this.#address}/${value.sessionId}`);
    await tab.send('POST', '/window/rect', { x: 0, y: 0, width: 1000, height: 760 });
    await tab.send('POST', '/timeouts', { script: 20_000, pageLoad: 20_000 });
    return tab;
  }

  async close(): Promise<void> {
    for (const child of this.#children) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }

  /** Polls the driver until it answers, because it does not report when it listens. */
  async #ready(): Promise<void> {
    const [driver] = this.#children;
    while (driver?.exitCode === null) {
      try {
        await fetch(this.#address.replace(/session$/, 'status'));
        return;
      } catch {
        await new Promise(setImmediate);
      }
    }
    throw new Error('the driver exited');
  }
}
