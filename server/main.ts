/** The program: reads the command line and serves until a signal stops it. */
import { compose } from './compose.ts';
import { readCommand, readOptions } from './config/command-line.ts';
import { OptionError } from './config/option.ts';
import type { Options } from './config/options.ts';
import { sitesLetIn, tagFor, warnIfNobody } from './config/sites.ts';
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
  // From the line that says it is listening on, it must stop as it should: a signal may follow at once.
  let stopping = false;
  const stop = (server: LiveServer, signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal, sockets: server.connections }, 'draining');
    void server
      .stop()
      .then(
        (ended) => {
          log.info('stopped');
          return ended ? 0 : undefined;
        },
        (error: unknown) => {
          log.error({ err: error }, 'stopped with an error');
          return 1;
        },
      )
      .then(async (code) => {
        await output.drained();
        // `exit` waits for all threads, and so for the disk that one of them waits for.
        if (code === undefined) process.kill(process.pid, 'SIGKILL');
        // Lines that nobody reads would keep the process alive.
        process.exit(code);
      });
  };
  const ready = (server: LiveServer): void => {
    for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stop(server, signal));
  };
  await start(options, log, output, held, ready).finally(() => {
    held.release();
  });
}

/**
 * In development the banner comes before any log line, so that nobody has to look for it.
 * @param ready called once the server runs, before anybody is told of it
 */
async function start(
  options: Options,
  log: Logger,
  output: StandardOutput,
  held: HeldOutput,
  ready: (server: LiveServer) => void,
): Promise<void> {
  const { development, host, ignoredVariables } = options;
  if (!development) held.release();
  const parts = await compose({ options, log, output, demo: development });
  const server = new LiveServer(parts);
  const port = await server.start().catch(async (error: unknown) => {
    await parts.store.close();
    throw error;
  });
  ready(server);
  const address = addressOf(host, port);
  if (development) output.write(banner(address, options, parts.demo !== undefined));
  const sites = sitesLetIn(options);
  const tag = tagFor(options.url ?? (development ? address : undefined));
  warnIfNobody(options, log);
  if (ignoredVariables?.length)
    log.debug({ variables: ignoredVariables }, 'ignored variables that a platform made for a service');
  log.info({ port, host, version: parts.version, development, sites, tag }, 'listening');
}

function addressOf(host: string, port: number): string {
  const name = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host) ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** What somebody needs who starts the server for the first time. @param demo whether its pages are served */
function banner(address: string, options: Options, demo: boolean): string {
  const demoPages = `
  Two screens:     ${address}/side-by-side
  Customise:       ${address}/settings`;
  return `
  live-presence is running at ${address}/
${demo ? demoPages : ''}
  On your page:    ${tagFor(options.url ?? address)}
  Let in:          ${sitesLetIn(options).join(', ')}

  To let a site in, set LIVE_PRESENCE_ORIGINS=https://www.example.org

`;
}

/** What went wrong at the start, in one line, beginning with the option to change. */
function startError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof OptionError) return message;
  if (error instanceof WrongDatabase) return `LIVE_PRESENCE_DATA: ${message}`;
  if (error instanceof BackupError) return `backup: ${message}`;
  const { code, syscall } = error as NodeJS.ErrnoException;
  // Two options make up the address; the system's code tells which of them it is.
  if (code === 'EADDRINUSE') return `PORT: ${message}; stop the program that uses it, or choose another port`;
  if (code === 'EACCES' && syscall === 'listen')
    return `PORT: ${message}; ports below 1024 need rights of their own, choose a higher one`;
  if (syscall === 'listen' || syscall === 'getaddrinfo')
    return `HOST: ${message}; use an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all networks`;
  return `could not start: ${message}`;
}

withoutErrors(process.stderr);
main().catch((error: unknown) => {
  process.stderr.write(`live-presence: ${startError(error)}\n`);
  process.exitCode = 1;
});
