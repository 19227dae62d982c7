import type { ChatMessage } from '../../protocol/chat.ts';
import type { Roster, Self } from '../../protocol/presence.ts';
import type { RoomEvent } from './room-event.ts';
import { counted } from './printer.ts';
import type { Printer } from './printer.ts';
import { safeJson, safeLine } from './safe-text.ts';

/** The fields of every line. */
interface Line {
  /** `system`: anything but a message. */
  type: 'message' | 'system';
  /** The member it is from; empty for the site. */
  userId: string;
  content: string;
  /** ISO 8601. */
  timestamp: string;
}

/** Prints one JSON object per line, for scripts; the state of the connection goes to standard error. */
export class JsonPrinter implements Printer {
  readonly #room: string;
  readonly #print: (line: string) => void;
  readonly #printError: (line: string) => void;

  constructor(room: string, print: (line: string) => void, printError: (line: string) => void) {
    this.#room = room;
    this.#print = print;
    this.#printError = printError;
  }

  event(event: RoomEvent): void {
    switch (event.type) {
      case 'message': {
        const { message, live } = event;
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
        this.#about('edit', event.message, event.message.text, event.message.editedAt);
        break;
      case 'delete':
        this.#about('delete', event.message, '');
        break;
      case 'reaction': {
        const { message, member, name, emoji, on } = event;
        this.#system('reaction', member, name, emoji, Date.now(), { of: message.seq, on });
        break;
      }
      case 'join':
      case 'leave':
        for (const { id, name } of event.members)
          this.#system(event.type, id, name, `${name} ${event.type === 'join' ? 'joined' : 'left'}`);
        break;
      case 'rename': {
        const { member, before } = event;
        this.#system('rename', member.id, member.name, `${before} is now called ${member.name}`);
        break;
      }
      case 'gap':
        this.#system('gap', '', '', 'messages may be missing here');
        break;
      case 'reset':
        this.#system('reset', '', '', 'the chat was reset');
        break;
    }
  }

  status(text: string): void {
    this.#printError(safeLine(text));
  }

  joined(room: string, self: Self, { count }: Roster): void {
    this.status(`connected to room ${room} as ${self.name}, ${counted(count, 'person', 'people')} here`);
  }

  error(text: string): void {
    this.#printError(safeLine(text));
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

/** A time from the server, which may be invalid. */
function iso(at: number): string {
  const date = new Date(at);
  return (Number.isNaN(date.getTime()) ? new Date() : date).toISOString();
}
