/** Options from a command line and the environment. A flag wins over a variable, a variable over the default. */
import { parseArgs } from 'node:util';
import { LIMIT_OPTIONS } from './limit-table.ts';
import { OptionError } from './option.ts';
import type { Option } from './option.ts';
import { OPTIONS, OPTION_ROWS } from './option-table.ts';
import { resolveOptions } from './options.ts';
import type { Options } from './options.ts';

export type Command =
  | { command: 'serve'; file?: never; args: readonly string[] }
  | { command: 'backup'; file: string; args: readonly string[] };

/**
 * The command and its flags.
 * @param args the command line without node and script
 * @throws OptionError when a command's argument is missing
 */
export function readCommand(args: readonly string[]): Command {
  const [word, file, ...flags] = args;
  if (word !== 'backup') return { command: 'serve', args };
  if (file === '--help' || file === '-h') return { command: 'serve', args: [file] };
  if (file === undefined || file === '' || file.startsWith('-'))
    throw new OptionError('backup: missing file to write; usage: backup FILE [options]');
  return { command: 'backup', file, args: flags };
}

/**
 * @param args the command line without node, script and command
 * @param env the environment; of other variables only `NODE_ENV=production` is read
 * @returns the options, or `help` with the text to print
 * @throws OptionError for unknown, malformed or contradictory options; its message names the option
 */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Options | { help: string } {
  const flags = readFlags(args);
  if (flags['help']) return { help: helpText() };
  rejectUnknown(env);
  const read = <T>({ env: variable, flag, parser }: Option<T>): T | undefined => {
    const given = flags[flag];
    const fromFlag = typeof given === 'string';
    const text = fromFlag ? given : env[variable];
    // Many tools write "not set" as an empty variable.
    if (text === undefined || (text === '' && !fromFlag)) return undefined;
    try {
      return parser.parse(text.trim());
    } catch (error) {
      const name = fromFlag ? `--${flag} (${variable})` : variable;
      throw new OptionError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return resolveOptions(
    {
      value: (key) => read(OPTIONS[key]),
      limit: (key) => read(LIMIT_OPTIONS[key]),
      nameOf: (key) => ({ ...OPTIONS, ...LIMIT_OPTIONS })[key].env,
    },
    env['NODE_ENV'] !== 'production',
  );
}

function readFlags(args: readonly string[]): Record<string, string | boolean | undefined> {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {
    help: { type: 'boolean', short: 'h' },
  };
  for (const { flag } of OPTION_ROWS) options[flag] = { type: 'string' };
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error));
  }
}

/** A misspelled variable would otherwise leave its default in place without a word. */
function rejectUnknown(env: Readonly<Record<string, string | undefined>>): void {
  const known = new Set(OPTION_ROWS.map((row) => row.env));
  for (const name of Object.keys(env))
    if (name.startsWith('LIVE_PRESENCE_') && !known.has(name))
      throw new OptionError(`${name}: unknown option; see --help`);
}

function helpText(): string {
  const rows = OPTION_ROWS.map(
    (row) => `  --${row.flag.padEnd(22)} ${row.env}\n      ${row.help}. Default: ${row.default}`,
  );
  return `live-presence: cursors, presence and chat for your site

backup FILE   copies the chat's database into a new file; the server may be running

Each option can be set as a flag or in the environment.

${rows.join('\n')}
`;
}
