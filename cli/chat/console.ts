import { HumanPrinter } from './human-printer.ts';
import { JsonPrinter } from './json-printer.ts';
import type { ChatOptions } from './options.ts';
import { PLAIN, paint } from './paint.ts';
import type { CommandPrinter, Printer } from './printer.ts';
import { PromptTerminal } from './prompt-terminal.ts';
import type { Streams } from './streams.ts';
import { PipeTerminal } from './terminal.ts';
import type { Terminal, TerminalUser } from './terminal.ts';

/** Where lines come from and where everything is printed. */
export interface Console {
  terminal: Terminal;
  printer: Printer;
  /** Undefined with `--json`, where every line is a message. */
  commands: CommandPrinter | undefined;
  /** Whether a person types into a terminal with a prompt. */
  interactive: boolean;
}

export function createConsole(
  { json, room }: ChatOptions,
  { input, output, env }: Streams,
  user: TerminalUser,
  printError: (text: string) => void,
): Console {
  const interactive = !json && !!input.isTTY && !!output.isTTY && env['TERM'] !== 'dumb';
  const terminal = interactive
    ? new PromptTerminal(input, output, user)
    : new PipeTerminal(input, output, user);
  const print = (text: string) => terminal.print(text);
  if (json) {
    const printer = new JsonPrinter(room, print, printError);
    return { terminal, printer, commands: undefined, interactive };
  }
  const colours = interactive && output.getColorDepth ? paint(output.getColorDepth(env)) : PLAIN;
  const printer = new HumanPrinter(print, colours);
  return { terminal, printer, commands: printer, interactive };
}
