/** The program: reads the command line, serves until it is told to stop. */
import { compose } from './compose.ts';
import { LiveServer } from './live-server.ts';
import { createLog } from './log.ts';
import { readCommand, readOptions } from './config/command-line.ts';
import { OptionError } from './config/option.ts';
import type { Options } from './config/options.ts';
import { BackupError, backUp } from './store/backup.ts';
import { WrongDatabase } from './store/schema.ts';

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
  const parts = await compose(options, log, options.development);
  const server = new LiveServer(parts);
  const port = await server.start().catch(async (error: unknown) => {
    await parts.store.close();
    throw error;
  });
  const { version } = parts;
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

/** The welcome for somebody who starts the server for the first time. */
function welcome(host: string, port: number): string {
  const name = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host) ? 'localhost' : host;
  const address = `http://${name}:${String(port)}`;
  return `
  live-presence is running at ${address}/

  Two screens:     ${address}/side-by-side
  Customise:       ${address}/settings
  On your page:    <script type="module" src="${address}/live-presence.js" data-mount></script>

  Local pages can connect. To allow a site: LIVE_PRESENCE_ORIGINS=https://www.example.org npm start

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
