import { parseArgs } from 'node:util';
import { OptionError } from './option.ts';
import { nearest } from './suggestion.ts';

/**
 * The values of `--flag value` and `--flag=value`, each given at most once.
 * @param known without their dashes
 * @returns the values, or `help` for `--help` and `-h`
 * @throws OptionError that names the argument and says what would be right
 */
export function readFlags(
  args: readonly string[],
  known: readonly string[],
): ReadonlyMap<string, string> | 'help' {
  const options = Object.fromEntries(known.map((name) => [name, { type: 'string' as const }]));
  const { tokens } = parseArgs({
    args: [...args],
    options: { ...options, help: { type: 'boolean', short: 'h' } },
    strict: false,
    tokens: true,
  });
  const values = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') throw new OptionError(strayArgument(token.value, known));
    const { name, rawName, value, inlineValue } = token;
    if (name === 'help' && value === undefined) return 'help';
    if (!known.includes(name)) throw new OptionError(unknownFlag(rawName, known));
    // `--data --host …`: the value was forgotten, or is the name of an empty variable of a shell.
    if (value === undefined || (!inlineValue && value.startsWith('--')))
      throw new OptionError(`${rawName}: missing value; write ${rawName}=VALUE`);
    if (values.has(name)) throw new OptionError(`${rawName}: given twice; keep the one you mean`);
    values.set(name, value);
  }
  return values;
}

function strayArgument(text: string, known: readonly string[]): string {
  const meant = nearest(text.split('=')[0] ?? '', known);
  return `unexpected argument ${JSON.stringify(text)}${meant === undefined ? '; options begin with --' : `; did you mean --${meant}?`}`;
}

function unknownFlag(rawName: string, known: readonly string[]): string {
  const meant = nearest(rawName, known);
  const hint = meant === undefined ? '' : ` Did you mean --${meant}?`;
  return `${rawName}: unknown option.${hint} There are ${known.map((name) => `--${name}`).join(', ')}`;
}
