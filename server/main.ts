/** The composition root: the only file that names implementations. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VisitorAuthenticator } from './auth/visitor.ts';
import { MemoryBroker } from './broker/memory.ts';
import { systemClock } from './clock.ts';
import { LiveServer } from './live-server.ts';
import { createLog } from './log.ts';
import { OptionError, readCommand, readOptions } from './options.ts';
import type { Options } from './options.ts';
import { keptSecret } from './secret.ts';
import { readStaticFiles } from './static-files.ts';
import { BackupError, backUp } from './store/backup.ts';
import { MemoryStore } from './store/memory.ts';
import type { MessageStore } from './store/message-store.ts';
import type { RuleStore } from './store/rule-store.ts';
import { WrongDatabase } from './store/schema.ts';
import { SqliteStore } from './store/sqlite.ts';

/** The project's root, seen from `server/` and from `dist/server/` alike. */
const here = dirname(fileURLToPath(import.meta.url));
const root = here.endsWith(join('dist', 'server')) ? resolve(here, '../..') : resolve(here, '..');

async function main(): Promise<void> {
  const { command, file, args } = readCommand(process.argv.slice(2));
  const options = readOptions(args, process.env);
  if ('help' in options) {
    process.stdout.write(options.help);
  } else if (command === 'backup') {
    const bytes = backUp(options.data, file);
    process.stdout.write(`${file}: ${String(bytes)} bytes, looked through and in order\n`);
  } else {
    await serve(options);
  }
}

async function serve(options: Options): Promise<void> {
  const log = createLog(options.log);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const widget = readStaticFiles(join(root, 'dist/widget'));
  const demo = options.development
    ? new Map([...readStaticFiles(join(root, 'demo')), ...readStaticFiles(join(root, 'dist/demo'))])
    : undefined;
  const store: MessageStore & RuleStore =
    options.data === ':memory:'
      ? new MemoryStore()
      : await SqliteStore.open({ path: options.data, clock: systemClock, log });
  const server = new LiveServer({
    options,
    version,
    store,
    rules: store,
    broker: new MemoryBroker(),
    authenticator: new VisitorAuthenticator(options.secret ?? keptSecret(options.data)),
    widget,
    demo,
    clock: systemClock,
    log,
  });
  if (!widget.has('live-presence.js')) log.warn('the widget is not built: run `npm run build`');
  const port = await server.start().catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  log.info({ port, host: options.host, version, development: options.development }, 'listening');
  if (options.development) process.stdout.write(welcome(options.host, port));
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal, sockets: server.connections }, 'draining');
    server.stop().then(
      () => {
        log.info('stopped');
        process.exitCode = 0;
      },
      (error: unknown) => {
        log.error({ err: error }, 'stopped with an error');
        process.exitCode = 1;
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** What a person who starts the server for the first time needs to know. */
function welcome(host: string, port: number): string {
  const name = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host) ? 'localhost' : host;
  const address = `http://${name}:${String(port)}`;
  return `
  live-presence is running at ${address}/

  See it alone:    ${address}/side-by-side
  Make it yours:   ${address}/settings
  On your page:    <script type="module" src="${address}/live-presence.js" data-mount></script>

  Pages on this machine may connect. For others: LIVE_PRESENCE_ORIGINS=https://www.example.org npm start

`;
}

main().catch((error: unknown) => {
  const code = (error as NodeJS.ErrnoException).code;
  const message = error instanceof Error ? error.message : String(error);
  const what =
    error instanceof OptionError
      ? message
      : code === 'EADDRINUSE'
        ? `PORT: ${message}`
        : error instanceof WrongDatabase
          ? `LIVE_PRESENCE_DATA: ${message}`
          : error instanceof BackupError
            ? `backup: ${message}`
            : `could not start: ${message}`;
  process.stderr.write(`live-presence: ${what}\n`);
  process.exitCode = 1;
});
