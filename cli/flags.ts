import { parseArgs } from 'node:util';
import { nearest } from '../server/config/suggestion.ts';
import { UsageError } from './usage-error.ts';

/** What a command takes: flags with a value, and flags without. */
export interface FlagNames<V extends string, S extends string> {
  values: readonly V[];
  switches: readonly S[];
}

export interface Flags<V extends string, S extends string> {
  values: Partial<Record<V, string>>;
  switches: ReadonlySet<S | 'help'>;
  positionals: string[];
}

/**
 * @param command for messages
 * @throws UsageError that names the argument and says what would be right
 */
export function readFlags<V extends string, S extends string>(
  command: string,
  args: readonly string[],
  names: FlagNames<V, S>,
): Flags<V, S> {
  const known = [...names.values, ...names.switches, 'help'];
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(names.values.map((name) => [name, { type: 'string' as const }])),
      ...Object.fromEntries(names.switches.map((name) => [name, { type: 'boolean' as const }])),
      help: { type: 'boolean', short: 'h' },
    },
    strict: false,
    tokens: true,
  });
  const fail = (message: string): never => {
    throw new UsageError(command, message);
  };
  const isValue = (name: string): name is V => names.values.some((each) => each === name);
  const isSwitch = (name: string): name is S | 'help' =>
    name === 'help' || names.switches.some((each) => each === name);
  const values: Partial<Record<V, string>> = {};
  const switches = new Set<S | 'help'>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      positionals.push(token.value);
      continue;
    }
    const { name, rawName, value, inlineValue } = token;
    if (isSwitch(name)) {
      if (value !== undefined) fail(`${rawName}: takes no value, not ${JSON.stringify(value)}`);
      switches.add(name);
    } else if (isValue(name)) {
      if (value === undefined || (!inlineValue && value.startsWith('--')))
        return fail(`${rawName}: missing value; write ${rawName}=VALUE`);
      if (value.trim() === '')
        fail(`${rawName}: ${JSON.stringify(value)} is blank; give it a value, or leave it out`);
      if (values[name] !== undefined) fail(`${rawName}: given twice; keep the one you mean`);
      values[name] = value;
    } else {
      const meant = nearest(rawName, known);
      const hint = meant === undefined ? '' : ` Did you mean --${meant}?`;
      fail(`${rawName}: unknown option.${hint} There are ${known.map((each) => `--${each}`).join(', ')}`);
    }
  }
  return { values, switches, positionals };
}
