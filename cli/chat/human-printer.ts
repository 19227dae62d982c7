import type { Roster, Self } from '../../protocol/presence.ts';
import { isGone } from '../../widget/client/chat-item.ts';
import type { ChatItem } from '../../widget/client/chat-item.ts';
import { COMMAND_HELP } from './command.ts';
import type { RoomEvent } from './room-event.ts';
import type { Paint } from './paint.ts';
import { counted, namesOf } from './printer.ts';
import type { Answers, Printer } from './printer.ts';
import { safeLine, safeText } from './safe-text.ts';

/** How much of a message is repeated where something is said about it, in characters. */
const EXCERPT = 40;
/** Under a message's first line its others stand in, so that none of them passes for a message. */
const INDENT = '      ';

/** Lines for people to read. */
export class HumanPrinter implements Printer, Answers {
  readonly #print: (text: string) => void;
  readonly #paint: Paint;

  constructor(print: (text: string) => void, paint: Paint) {
    this.#print = print;
    this.#paint = paint;
  }

  news(news: RoomEvent): void {
    switch (news.type) {
      case 'message':
        this.#message(news.message);
        break;
      case 'edit':
        this.#print(
          `${this.#quiet(time(Date.now()))} ${this.#author(news.message)} edited: ${indented(news.message.text)}`,
        );
        break;
      case 'delete':
        this.#event(`a message of ${safeLine(news.message.name)} was deleted`);
        break;
      case 'reaction': {
        const { name, emoji, message, on } = news;
        const what = on ? `reacted ${safeLine(emoji)} to` : `took back ${safeLine(emoji)} from`;
        this.#event(`${safeLine(name)} ${what} “${excerpt(message.text)}”`);
        break;
      }
      case 'join':
        this.#event(`${safeLine(namesOf(news.members))} joined`);
        break;
      case 'leave':
        this.#event(`${safeLine(namesOf(news.members))} left`);
        break;
      case 'rename':
        this.#event(`${safeLine(news.before)} is now called ${safeLine(news.member.name)}`);
        break;
      case 'gap':
        this.#event('messages may be missing here');
        break;
      case 'anew':
        this.#event('the chat begins anew');
        break;
    }
  }

  status(text: string): void {
    this.#print(this.#quiet(safeLine(text)));
  }

  welcome(room: string, self: Self, { count }: Roster): void {
    this.status(`connected to room ${room} as ${self.name}, ${counted(count, 'person', 'people')} here`);
  }

  complaint(text: string): void {
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
      this.status(more ? 'older messages can’t be had just now' : 'there are no older messages');
      return;
    }
    this.status(`── ${counted(messages.length, 'older message')} ──`);
    for (const message of messages) this.#message(message);
    this.status(more ? '── /history shows those before ──' : '── this was the beginning ──');
  }

  help(): void {
    for (const line of COMMAND_HELP) this.#print(line);
  }

  #message(message: ChatItem): void {
    const when = this.#quiet(time(message.at));
    if (message.kind === 'notice') this.#print(`${when} ${this.#quiet('──')} ${body(message)}`);
    else this.#print(`${when} ${this.#author(message)}: ${body(message)}`);
  }

  #event(text: string): void {
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

/** Local time, with the date where it is not today. */
function time(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return date.toDateString() === new Date().toDateString()
    ? clock
    : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock}`;
}
