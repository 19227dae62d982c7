/** The program: reads the command line and serves until a signal stops it. */
import { compose } from './compose.ts';
import { readCommand, readOptions } from './config/command-line.ts';
import { OptionError } from './config/option.ts';
import type { Options } from './config/options.ts';
import { LiveServer } from './live-server.ts';
import { HeldOutput, createLog } from './log.ts';
import type { Logger } from './log.ts';
import { BackupError, backUp } from './store/backup.ts';
import { WrongDatabase } from './store/schema.ts';

async function main(): Promise<void> {
  const { command, file, args } = readCommand(process.argv.slice(2));
  const options = readOptions(args, process.env);
  if ('help' in options) {
    process.stdout.write(options.help);
  } else if (command === 'backup') {
    const bytes = backUp(options.data, file);
    process.stdout.write(`${file}: ${bytes} bytes, verified\n`);
  } else {
    await serve(options);
  }
}

async function serve(options: Options): Promise<void> {
  const output = new HeldOutput();
  const log = createLog(options.log, output);
  const server = await start(options, log, output).finally(() => {
    output.release();
  });
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

/** In development the banner comes before any log line, so that nobody has to look for it. */
async function start(options: Options, log: Logger, output: HeldOutput): Promise<LiveServer> {
  const { development, host } = options;
  if (!development) output.release();
  const parts = await compose(options, log, development);
  const server = new LiveServer(parts);
  const port = await server.start().catch(async (error: unknown) => {
    await parts.store.close();
    throw error;
  });
  if (development) process.stdout.write(banner(host, port));
  log.info({ port, host, version: parts.version, development }, 'listening');
  return server;
}

/** The addresses that somebody needs who starts the server for the first time. */
function banner(host: string, port: number): string {
  const name = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host) ? 'localhost' : host;
  const address = `http://${name}:${port}`;
  return `
  live-presence is running at ${address}/

  Two screens:     ${address}/side-by-side
  Customise:       ${address}/settings
  On your page:    <script type="module" src="${address}/live-presence.js" data-mount></script>

  Local pages can connect. To allow a site: LIVE_PRESENCE_ORIGINS=https://www.example.org npm start

`;
}

/** What went wrong at the start, in one line, beginning with the option to change. */
function startError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof OptionError) return message;
  if (error instanceof WrongDatabase) return `LIVE_PRESENCE_DATA: ${message}`;
  if (error instanceof BackupError) return `backup: ${message}`;
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return `PORT: ${message}`;
  return `could not start: ${message}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`live-presence: ${startError(error)}\n`);
  process.exitCode = 1;
});
