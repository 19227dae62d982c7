import type { Roster, Self } from '../../protocol/presence.ts';
import { isGone } from '../../widget/client/chat/chat-item.ts';
import type { ChatItem } from '../../widget/client/chat/chat-item.ts';
import { COMMAND_HELP } from './command.ts';
import type { RoomEvent } from './room-event.ts';
import type { Paint } from './paint.ts';
import { counted, namesOf } from './printer.ts';
import type { CommandPrinter, Printer } from './printer.ts';
import { safeLine, safeText } from './safe-text.ts';

/** Maximum length of a quoted message, in characters. */
const EXCERPT = 40;
/** Indents further lines of a message, so that none of them looks like a message of its own. */
const INDENT = '      ';

/** Prints lines for people. */
export class HumanPrinter implements Printer, CommandPrinter {
  readonly #print: (text: string) => void;
  readonly #paint: Paint;

  constructor(print: (text: string) => void, paint: Paint) {
    this.#print = print;
    this.#paint = paint;
  }

  event(event: RoomEvent): void {
    switch (event.type) {
      case 'message':
        this.#message(event.message);
        break;
      case 'edit':
        this.#print(
          `${this.#quiet(time(Date.now()))} ${this.#author(event.message)} edited: ${indented(event.message.text)}`,
        );
        break;
      case 'delete':
        this.#line(`a message from ${safeLine(event.message.name)} was deleted`);
        break;
      case 'reaction': {
        const { name, emoji, message, on } = event;
        const what = on ? `reacted ${safeLine(emoji)} to` : `removed ${safeLine(emoji)} from`;
        this.#line(`${safeLine(name)} ${what} “${excerpt(message.text)}”`);
        break;
      }
      case 'join':
        this.#line(`${safeLine(namesOf(event.members))} joined`);
        break;
      case 'leave':
        this.#line(`${safeLine(namesOf(event.members))} left`);
        break;
      case 'rename':
        this.#line(`${safeLine(event.before)} is now called ${safeLine(event.member.name)}`);
        break;
      case 'gap':
        this.#line('messages may be missing here');
        break;
      case 'reset':
        this.#line('the chat was reset');
        break;
    }
  }

  status(text: string): void {
    this.#print(this.#quiet(safeLine(text)));
  }

  joined(room: string, self: Self, { count }: Roster): void {
    this.status(`connected to room ${room} as ${self.name}, ${counted(count, 'person', 'people')} here`);
  }

  error(text: string): void {
    this.#print(safeLine(text));
  }

  people({ members, count }: Roster, self: Self): void {
    const named = [...members.values()];
    this.#print(`${counted(count, 'person', 'people')} here`);
    for (const { id, name, color, pages, away } of named) {
      const remarks = [...(id === self.id ? ['you'] : []), ...(away ? ['away'] : [])];
      const who = `${this.#paint.name(safeLine(name), color)}${remarks.length > 0 ? ` (${remarks.join(', ')})` : ''}`;
      this.#print(`  ${who} ${this.#quiet(safeLine(pages.join(' ')))}`);
    }
    if (count > named.length) this.#print(`  and ${counted(count - named.length, 'other')}`);
  }

  history(messages: readonly ChatItem[], more: boolean): void {
    if (messages.length === 0) {
      this.status(more ? 'older messages can’t be loaded right now' : 'there are no older messages');
      return;
    }
    this.status(`── ${counted(messages.length, 'older message')} ──`);
    for (const message of messages) this.#message(message);
    this.status(more ? '── /history for more ──' : '── start of the chat ──');
  }

  help(): void {
    for (const line of COMMAND_HELP) this.#print(line);
  }

  #message(message: ChatItem): void {
    const when = this.#quiet(time(message.at));
    if (message.kind === 'notice') this.#print(`${when} ${this.#quiet('──')} ${body(message)}`);
    else this.#print(`${when} ${this.#author(message)}: ${body(message)}`);
  }

  #line(text: string): void {
    this.#print(this.#quiet(`${time(Date.now())} ${text}`));
  }

  #author({ name, color }: ChatItem): string {
    return this.#paint.name(safeLine(name), color);
  }

  #quiet(text: string): string {
    return this.#paint.quiet(text);
  }
}

function body(item: ChatItem): string {
  if (isGone(item)) return '(deleted)';
  const { text, editedAt } = item;
  return `${indented(text)}${editedAt === undefined ? '' : ' (edited)'}`;
}

function indented(text: string): string {
  return safeText(text).replaceAll('\n', `\n${INDENT}`);
}

function excerpt(text: string): string {
  const characters = Array.from(new Intl.Segmenter().segment(safeLine(text)), ({ segment }) => segment);
  return characters.length > EXCERPT ? `${characters.slice(0, EXCERPT - 1).join('')}…` : characters.join('');
}

/** Local time, with the date unless it is today. */
function time(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return date.toDateString() === new Date().toDateString()
    ? clock
    : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock}`;
}
