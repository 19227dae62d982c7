/** The composition root: the only file that chooses implementations. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { VisitorAuthenticator } from './auth/visitor.ts';
import { MemoryBroker } from './broker/memory.ts';
import { systemClock } from './clock.ts';
import type { Logger } from './log.ts';
import type { Options } from './config/options.ts';
import type { PresenceServiceParts } from './presence-service.ts';
import { createSecret, existingSecret } from './config/secret.ts';
import { findPackageFiles } from './package-files.ts';
import { readStaticFiles } from './http/static-files.ts';
import type { StaticFile } from './http/static-files.ts';
import { prepareDatabasePath } from './store/database-path.ts';
import { MemoryStore } from './store/memory.ts';
import type { MessageStore } from './store/message-store.ts';
import type { RuleStore } from './store/rule-store.ts';
import { SqliteStore } from './store/sqlite.ts';

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
 * @throws WrongDatabase if the file can't be used; Error if there is no usable secret, or if the package's own files are
 *   missing
 */
export async function compose({ options, log, output, demo }: Composition): Promise<PresenceServiceParts> {
  const { root, version, worker } = findPackageFiles();
  const widget = readStaticFiles(join(root, 'dist/widget'));
  if (!widget.has('live-presence.js')) log.warn('widget not built; run `npm run build`');
  if (options.data !== ':memory:') prepareDatabasePath(options.data);
  const knownSecret = options.secret ?? existingSecret(options.data);
  const store: MessageStore & RuleStore =
    options.data === ':memory:'
      ? new MemoryStore(systemClock)
      : await SqliteStore.open({
          path: options.data,
          maxBytes: options.dataSize,
          clock: systemClock,
          log,
          exclusive: true,
          spawn: (workerData) => new Worker(worker, { workerData }),
        });
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
    demo: demo ? demoFiles(root) : undefined,
    clock: systemClock,
    log,
    output,
  };
}

/** The demo's files; undefined where they are not installed, as in the package. */
function demoFiles(root: string): ReadonlyMap<string, StaticFile> | undefined {
  const files = new Map([
    ...readStaticFiles(join(root, 'demo')),
    ...readStaticFiles(join(root, 'dist/demo')),
  ]);
  return files.has('index.html') ? files : undefined;
}
