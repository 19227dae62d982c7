#!/usr/bin/env node
/**
 * `live-presence`: the program. Each command loads only what it needs.
 *
 * Exit codes: 0; 1 where it could not be done; 2 where the command line is wrong.
 */
import { UsageError } from './usage-error.ts';

const HELP = `live-presence: cursors, presence and chat for your site

  live-presence serve [options]          runs the server, as in production
  live-presence backup FILE [options]    copies the chat's database, also while the server runs
  live-presence chat URL --room ROOM     takes part in a room's chat from the terminal

--help after a command says more about it.
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
      // A pipe may still have to take what was printed. A connection that is being closed need not be waited for.
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
        command === undefined ? 'name a command: serve, backup or chat' : `there is no command "${command}"`,
      );
  }
}

/** Becomes the server, which reads its command line by itself. */
async function server(command: string, args: readonly string[]): Promise<void> {
  const { readCommand, readOptions } = await import('../server/config/command-line.ts');
  const { OptionError } = await import('../server/config/option.ts');
  process.env['NODE_ENV'] ||= 'production';
  // For `chat`; the server takes a variable that it does not know for a mistake.
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
      // Asked for the second time: without waiting for anything.
      if (stop.signal.aborted) process.exit(1);
      stop.abort();
    });
  }
  const { stdin: input, stdout: output, stderr: errors, env } = process;
  return { input, output, errors, env, stop: stop.signal };
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const usage = error instanceof UsageError ? error : undefined;
  const help = usage && `; live-presence ${usage.command && `${usage.command} `}--help says more`;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`live-presence: ${message.split('\n')[0] ?? ''}${help ?? ''}\n`);
  process.exitCode = usage ? 2 : 1;
});
