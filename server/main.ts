/** The program: reads the command line and serves until a signal stops it. */
import { compose } from './compose.ts';
import { readCommand, readOptions } from './config/command-line.ts';
import { OptionError } from './config/option.ts';
import type { Options } from './config/options.ts';
import { LiveServer } from './live-server.ts';
import { HeldOutput, StandardOutput, withoutErrors } from './log-output.ts';
import { createLog } from './log.ts';
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
  const output = new StandardOutput();
  const held = new HeldOutput(output);
  const log = createLog(options.log, held);
  const server = await start(options, log, output, held).finally(() => {
    held.release();
  });
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal, sockets: server.connections }, 'draining');
    void server
      .stop()
      .then(
        () => {
          log.info('stopped');
          return 0;
        },
        (error: unknown) => {
          log.error({ err: error }, 'stopped with an error');
          return 1;
        },
      )
      .then(async (code) => {
        await output.drained();
        // Lines that nobody reads would keep the process alive.
        process.exit(code);
      });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** In development the banner comes before any log line, so that nobody has to look for it. */
async function start(
  options: Options,
  log: Logger,
  output: StandardOutput,
  held: HeldOutput,
): Promise<LiveServer> {
  const { development, host } = options;
  if (!development) held.release();
  const parts = await compose({ options, log, output, demo: development });
  const server = new LiveServer(parts);
  const port = await server.start().catch(async (error: unknown) => {
    await parts.store.close();
    throw error;
  });
  if (development) output.write(banner(host, port));
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

withoutErrors(process.stderr);
main().catch((error: unknown) => {
  process.stderr.write(`live-presence: ${startError(error)}\n`);
  process.exitCode = 1;
});
