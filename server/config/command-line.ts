/** Options from a command line and the environment. A flag wins over a variable, a variable over the default. */
import { LIMIT_OPTIONS } from './limit-table.ts';
import { readFlags } from './flags.ts';
import { isForeign } from './foreign-variables.ts';
import { OptionError, named } from './option.ts';
import type { Option } from './option.ts';
import { OPTIONS, OPTION_ROWS } from './option-table.ts';
import { resolveOptions } from './options.ts';
import type { Options } from './options.ts';
import { nearest } from './suggestion.ts';

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
  if (file === undefined || file.trim() === '' || file.startsWith('-'))
    throw new OptionError('backup: missing file to write; usage: backup FILE [options]');
  return { command: 'backup', file, args: flags };
}

/**
 * @param args the command line without node, script and command
 * @param env the environment; of other variables only `NODE_ENV` is read
 * @returns the options, or `help` with the text to print
 * @throws OptionError for unknown, malformed or contradictory options; its message names the option
 */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Options | { help: string } {
  const flags = readFlags(
    args,
    OPTION_ROWS.map(({ flag }) => flag),
  );
  if (flags === 'help') return { help: helpText() };
  const ignoredVariables = checkNames(env);
  const read = <T>(option: Option<T>): T | undefined => {
    const { env: variable, flag, parser } = option;
    const given = flags.get(flag);
    // Many tools write "not set" as an empty variable.
    const text = given ?? (env[variable] || undefined);
    if (text === undefined) return undefined;
    const name = given === undefined ? variable : `--${flag} (${variable})`;
    return named(name, () => {
      if (text.trim() === '') throw new Error(blank(option, text));
      return parser.parse(text.trim());
    });
  };
  const options = resolveOptions(
    {
      value: (key) => read(OPTIONS[key]),
      limit: (key) => read(LIMIT_OPTIONS[key]),
      nameOf: (key) => ({ ...OPTIONS, ...LIMIT_OPTIONS })[key].env,
    },
    named('NODE_ENV', () => isDevelopment(env['NODE_ENV'])),
  );
  return { ...options, ignoredVariables };
}

function blank(option: Option<unknown>, text: string): string {
  const byDefault = option.defaultText ?? option.parser.format(option.default);
  return `${JSON.stringify(text)} is blank; give it a value, or leave it out for the default (${byDefault})`;
}

/**
 * It decides who is let in, so a word that only looks like one of them is no answer.
 * @throws Error for a value that is neither
 */
function isDevelopment(value = ''): boolean {
  const mode = value.trim().toLowerCase();
  if (mode === 'production') return false;
  if (['', 'development', 'test'].includes(mode)) return true;
  throw new Error(`${JSON.stringify(value)} is neither production nor development`);
}

/**
 * A misspelled variable would otherwise leave its default in place without a word.
 * @returns the names of those that a platform has made
 */
function checkNames(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = OPTION_ROWS.map((row) => row.env);
  const ignored: string[] = [];
  for (const [name, value = ''] of Object.entries(env)) {
    const upper = name.toUpperCase().replace(/[-.]/g, '_');
    if (!upper.startsWith('LIVE_PRESENCE_') || known.includes(name)) continue;
    if (process.platform === 'win32' && known.includes(upper)) continue;
    if (isForeign(upper, value)) {
      ignored.push(name);
      continue;
    }
    const words = new Map(known.map((each) => [each.replace('LIVE_PRESENCE_', ''), each]));
    const meant = words.get(nearest(upper.replace('LIVE_PRESENCE_', ''), [...words.keys()]) ?? '');
    throw new OptionError(
      `${name}: unknown option; ${meant === undefined ? 'see --help' : `did you mean ${meant}? See --help`}`,
    );
  }
  return ignored;
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
