/** What can be asked for in the terminal. */
const COMMANDS = [
  { name: 'who', usage: '/who', help: 'who is here' },
  { name: 'name', usage: '/name NAME', help: 'changes your name' },
  { name: 'history', usage: '/history', help: 'shows 50 older messages' },
  { name: 'help', usage: '/help', help: 'shows this' },
  {
    name: 'exit',
    usage: '/exit, exit',
    help: 'ends, once all is sent; so do Ctrl+C and the end of the input',
  },
] as const;

type Name = (typeof COMMANDS)[number]['name'];

/** The commands, a line each. */
export const COMMAND_HELP: readonly string[] = [...COMMANDS, { usage: '//text', help: 'says /text' }].map(
  ({ usage, help }) => `  ${usage.padEnd(14)} ${help}`,
);

/** A line of the terminal: a command, something that looks like one, or a message. */
export type Typed =
  { command: Name; argument: string } | { unknown: string; text: string } | { text: string };

export function readLine(line: string): Typed {
  if (line.trim() === 'exit') return { command: 'exit', argument: '' };
  if (line.startsWith('//')) return { text: line.slice(1) };
  const [, word, argument = ''] = /^\/(\S+)\s*(.*)$/u.exec(line.trim()) ?? [];
  if (word === undefined) return { text: line };
  const name = COMMANDS.map((command) => command.name).find((known) => known === word);
  return name ? { command: name, argument } : { unknown: `/${word}`, text: line };
}
