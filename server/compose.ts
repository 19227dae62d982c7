/** The composition root: the only file that names implementations. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VisitorAuthenticator } from './auth/visitor.ts';
import { MemoryBroker } from './broker/memory.ts';
import { systemClock } from './clock.ts';
import type { Logger } from './log.ts';
import type { Options } from './config/options.ts';
import type { PresenceServiceParts } from './presence-service.ts';
import { storedSecret } from './config/secret.ts';
import { readStaticFiles } from './http/static-files.ts';
import { MemoryStore } from './store/memory.ts';
import type { MessageStore } from './store/message-store.ts';
import type { RuleStore } from './store/rule-store.ts';
import { SqliteStore } from './store/sqlite.ts';

/** The package's root, seen from `server/` and from `dist/server/` alike. */
const here = dirname(fileURLToPath(import.meta.url));
const root = here.endsWith(join('dist', 'server')) ? resolve(here, '../..') : resolve(here, '..');

/**
 * The parts that the options ask for.
 * @param demo whether the demo's pages are among them
 * @throws WrongDatabase where the file is none of ours; Error where there is no secret to be had
 */
export async function compose(options: Options, log: Logger, demo: boolean): Promise<PresenceServiceParts> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const widget = readStaticFiles(join(root, 'dist/widget'));
  if (!widget.has('live-presence.js')) log.warn('the widget is not built: run `npm run build`');
  // Before the store is opened: it has a thread, which would stay where there is no secret.
  const secret = options.secret ?? storedSecret(options.data);
  const store: MessageStore & RuleStore =
    options.data === ':memory:'
      ? new MemoryStore()
      : await SqliteStore.open({ path: options.data, clock: systemClock, log });
  return {
    options,
    version,
    store,
    rules: store,
    broker: new MemoryBroker(),
    authenticator: new VisitorAuthenticator(secret),
    widget,
    demo: demo
      ? new Map([...readStaticFiles(join(root, 'demo')), ...readStaticFiles(join(root, 'dist/demo'))])
      : undefined,
    clock: systemClock,
    log,
  };
}
