/** The composition root: the only file that chooses implementations. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VisitorAuthenticator } from './auth/visitor.ts';
import { MemoryBroker } from './broker/memory.ts';
import { systemClock } from './clock.ts';
import type { Logger } from './log.ts';
import type { Options } from './config/options.ts';
import type { PresenceServiceParts } from './presence-service.ts';
import { createSecret, existingSecret } from './config/secret.ts';
import { readStaticFiles } from './http/static-files.ts';
import type { StaticFile } from './http/static-files.ts';
import { prepareDatabasePath } from './store/database-path.ts';
import { MemoryStore } from './store/memory.ts';
import type { MessageStore } from './store/message-store.ts';
import type { RuleStore } from './store/rule-store.ts';
import { SqliteStore } from './store/sqlite.ts';

/** The package's root, for `server/` and `dist/server/` alike. */
const here = dirname(fileURLToPath(import.meta.url));
const root = here.endsWith(join('dist', 'server')) ? resolve(here, '../..') : resolve(here, '..');

export interface Composition {
  options: Options;
  log: Logger;
  /** Where the log goes. */
  output: { readonly lost: number };
  /** Whether to serve the demo's pages. */
  demo: boolean;
}

/**
 * The parts of a server with these options.
 * @throws WrongDatabase if the file can't be used; Error if there is no usable secret
 */
export async function compose({ options, log, output, demo }: Composition): Promise<PresenceServiceParts> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const widget = readStaticFiles(join(root, 'dist/widget'));
  if (!widget.has('live-presence.js')) log.warn('widget not built; run `npm run build`');
  if (options.data !== ':memory:') prepareDatabasePath(options.data);
  const knownSecret = options.secret ?? existingSecret(options.data);
  const store: MessageStore & RuleStore =
    options.data === ':memory:'
      ? new MemoryStore()
      : await SqliteStore.open({ path: options.data, clock: systemClock, log, exclusive: true });
  let secret;
  try {
    // Only beside a database of ours.
    secret = knownSecret ?? createSecret(options.data);
  } catch (error) {
    await store.close();
    throw error;
  }
  return {
    options,
    version,
    store,
    rules: store,
    broker: new MemoryBroker(),
    authenticator: new VisitorAuthenticator(secret),
    widget,
    demo: demo ? demoFiles() : undefined,
    clock: systemClock,
    log,
    output,
  };
}

/** The demo's files; undefined where they are not installed, as in the package. */
function demoFiles(): ReadonlyMap<string, StaticFile> | undefined {
  const files = new Map([
    ...readStaticFiles(join(root, 'demo')),
    ...readStaticFiles(join(root, 'dist/demo')),
  ]);
  return files.has('index.html') ? files : undefined;
}
