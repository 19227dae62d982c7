#!/usr/bin/env node
/**
 * `live-presence`: the program. Each command loads only what it needs.
 *
 * Exit codes: 0 success, 1 failure, 2 usage error.
 */
import { UsageError } from './usage-error.ts';

const HELP = `live-presence: cursors, presence and chat for your site

  live-presence serve [options]          runs the server in production mode
  live-presence backup FILE [options]    copies the chat's database; the server may be running
  live-presence chat URL --room ROOM     joins a room's chat from the terminal

See also live-presence COMMAND --help.
`;

async function main([command, ...args]: readonly string[]): Promise<void> {
  switch (command) {
    case 'serve':
      return server(command, args);
    case 'backup':
      return server(command, [command, ...args]);
    case 'chat': {
      const { runChat } = await import('./chat/run.ts');
      const code = await runChat(args, standardStreams());
      // Flushes the output to a pipe, but does not wait for the connection to close.
      process.stdout.write('', () => process.exit(code));
      return;
    }
    case '-h':
    case '--help':
    case 'help':
      process.stdout.write(HELP);
      return;
    default:
      throw new UsageError(
        '',
        command === undefined
          ? 'missing command: serve, backup or chat'
          : `unknown command "${command}"; use serve, backup or chat`,
      );
  }
}

/** Turns this process into the server, which reads its own command line. */
async function server(command: string, args: readonly string[]): Promise<void> {
  const { readCommand, readOptions } = await import('../server/config/command-line.ts');
  const { OptionError } = await import('../server/config/option.ts');
  process.env['NODE_ENV'] ||= 'production';
  // It is for `chat`; the server rejects unknown variables.
  delete process.env['LIVE_PRESENCE_TOKEN'];
  try {
    readOptions(command === 'backup' ? readCommand(args).args : args, process.env);
  } catch (error) {
    throw error instanceof OptionError ? new UsageError(command, error.message) : error;
  }
  process.argv.splice(2, Infinity, ...args);
  await import('../server/main.ts');
}

function standardStreams() {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // The second signal ends the process at once.
      if (stop.signal.aborted) process.exit(1);
      stop.abort();
    });
  }
  const { stdin: input, stdout: output, stderr: errors, env } = process;
  return { input, output, errors, env, stop: stop.signal };
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const usage = error instanceof UsageError ? error : undefined;
  const help = usage && `; see live-presence ${usage.command && `${usage.command} `}--help`;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`live-presence: ${message.split('\n')[0] ?? ''}${help ?? ''}\n`);
  process.exitCode = usage ? 2 : 1;
});
