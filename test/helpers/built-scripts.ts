import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plainlyHashed } from '../../scripts/rollup-plugin-hashed-names.mjs';

const BUILT = fileURLToPath(new URL('../../dist/widget/', import.meta.url));

type Fault = 'changed' | 'changed later' | 'refused';

/** The loader of another version, and its core. */
function anotherVersion(): Map<string, string> {
  const loader = readFileSync(join(BUILT, 'live-presence.js'), 'utf8');
  const [name = ''] = /\bcore-[\w-]{43}\b/.exec(loader) ?? [];
  const { source: code, hash } = plainlyHashed(
    `${readFileSync(join(BUILT, `live-presence-${name}.js`), 'utf8')};globalThis.otherHasRun = true`,
  );
  const otherName = `core-${hash}`;
  return new Map([
    ['live-presence-1.0.0.js', loader.replace(name, otherName)],
    [`live-presence-${otherName}.js`, code],
  ]);
}

/** Serves the built scripts and those of another version, and can change some of them or refuse them. */
export class BuiltScripts {
  origin = '';
  readonly #others = anotherVersion();
  /** Names of those that were requested, without their hashes. */
  readonly requested: string[] = [];
  /** What is done to a script with this name. */
  readonly faults = new Map<string, Fault>();
  readonly #server = createServer((request, response) => this.#answer(request.url ?? '/', response));

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.origin = `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** How often a script was requested. */
  count(name: string): number {
    return this.requested.filter((one) => one === name).length;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(url: string, response: ServerResponse): void {
    const file = url.slice(1).replace(/\?.*/, '');
    const name = file.replace(/^live-presence-?|(-[\w-]{43})?\.js$/g, '') || 'loader';
    this.requested.push(name);
    const fault = this.faults.get(name);
    // Later is from the second request on.
    const changed = fault === 'changed' || (fault === 'changed later' && this.count(name) > 1);
    response.writeHead(fault === 'refused' ? 503 : 200, {
      'Content-Type': 'text/javascript',
      'Access-Control-Allow-Origin': '*',
      'Cache-Control': 'no-store',
    });
    const code = this.#others.get(file) ?? readFileSync(join(BUILT, file), 'utf8');
    response.end(changed ? `${code};globalThis.changedHasRun = true` : code);
  }
}
