/** The commands of the terminal. */
const COMMANDS = [
  { name: 'who', usage: '/who', help: 'lists who is here' },
  { name: 'name', usage: '/name NAME', help: 'changes your name' },
  { name: 'history', usage: '/history', help: 'shows 50 older messages' },
  { name: 'help', usage: '/help', help: 'shows this list' },
  {
    name: 'exit',
    usage: '/exit, exit',
    help: 'leaves once everything is sent; so do Ctrl+C and the end of input',
  },
] as const;

export type Command = (typeof COMMANDS)[number]['name'];

/** One line of help per command. */
export const COMMAND_HELP: readonly string[] = [...COMMANDS, { usage: '//text', help: 'sends /text' }].map(
  ({ usage, help }) => `  ${usage.padEnd(14)} ${help}`,
);

/** A line typed in the terminal: a command, an unknown command, or a message. */
export type TypedLine =
  { command: Command; argument: string } | { unknown: string; text: string } | { text: string };

export function readLine(line: string): TypedLine {
  if (line.trim() === 'exit') return { command: 'exit', argument: '' };
  if (line.startsWith('//')) return { text: line.slice(1) };
  const [, word, argument = ''] = /^\/(\S+)\s*(.*)$/u.exec(line.trim()) ?? [];
  if (word === undefined) return { text: line };
  const name = COMMANDS.map((command) => command.name).find((known) => known === word);
  return name ? { command: name, argument } : { unknown: `/${word}`, text: line };
}
