import type { ChatMessage } from '../../protocol/chat.ts';
import type { Roster, Self } from '../../protocol/presence.ts';
import type { RoomEvent } from './room-event.ts';
import { counted } from './printer.ts';
import type { Printer } from './printer.ts';
import { safeJson, safeLine } from './safe-text.ts';

/** What every line has. */
interface Line {
  /** What a person said, or anything else. */
  type: 'message' | 'system';
  /** Who did it; empty for the site itself. */
  userId: string;
  content: string;
  /** ISO 8601. */
  timestamp: string;
}

/** One JSON object per line for programs; what is said about the connection goes to `complain`. */
export class JsonPrinter implements Printer {
  readonly #room: string;
  readonly #print: (line: string) => void;
  readonly #complain: (line: string) => void;

  constructor(room: string, print: (line: string) => void, complain: (line: string) => void) {
    this.#room = room;
    this.#print = print;
    this.#complain = complain;
  }

  news(news: RoomEvent): void {
    switch (news.type) {
      case 'message': {
        const { message, live } = news;
        const { kind, member, text, at, name, op, reply, mine, editedAt, deleted } = message;
        const more = { op, reply, mine, live, edited: editedAt && iso(editedAt), deleted };
        if (kind === 'notice') this.#system('notice', member, name, text, at, { seq: message.seq, live });
        else
          this.#line(
            { type: 'message', userId: member, content: text, timestamp: iso(at) },
            { seq: message.seq, name, ...more },
          );
        break;
      }
      case 'edit':
        this.#about('edit', news.message, news.message.text, news.message.editedAt);
        break;
      case 'delete':
        this.#about('delete', news.message, '');
        break;
      case 'reaction': {
        const { message, member, name, emoji, on } = news;
        this.#system('reaction', member, name, emoji, Date.now(), { of: message.seq, on });
        break;
      }
      case 'join':
      case 'leave':
        for (const { id, name } of news.members)
          this.#system(news.type, id, name, `${name} ${news.type === 'join' ? 'joined' : 'left'}`);
        break;
      case 'rename': {
        const { member, before } = news;
        this.#system('rename', member.id, member.name, `${before} is now called ${member.name}`);
        break;
      }
      case 'gap':
        this.#system('gap', '', '', 'messages may be missing here');
        break;
      case 'anew':
        this.#system('anew', '', '', 'the chat begins anew');
        break;
    }
  }

  status(text: string): void {
    this.#complain(safeLine(text));
  }

  welcome(room: string, self: Self, { count }: Roster): void {
    this.status(`connected to room ${room} as ${self.name}, ${counted(count, 'person', 'people')} here`);
  }

  complaint(text: string): void {
    this.#complain(safeLine(text));
  }

  #about(event: string, { seq, member, name }: ChatMessage, content: string, at?: number): void {
    this.#system(event, member, name, content, at, { of: seq });
  }

  #system(event: string, userId: string, name: string, content: string, at = Date.now(), more: object = {}) {
    this.#line({ type: 'system', userId, content, timestamp: iso(at) }, { event, name, ...more });
  }

  #line(line: Line, more: object): void {
    this.#print(safeJson({ ...line, ...more, room: this.#room }));
  }
}

/** The server's time, whatever it says. */
function iso(at: number): string {
  const date = new Date(at);
  return (Number.isNaN(date.getTime()) ? new Date() : date).toISOString();
}
