import type { Member, Roster, Self } from '../../protocol/presence.ts';
import type { ChatItem } from '../../widget/client/chat/chat-item.ts';
import type { RoomEvent } from './room-event.ts';

/** Prints for people or for programs, and makes others' texts safe to print. */
export interface Printer {
  event(event: RoomEvent): void;
  /** The state of the connection. */
  status(text: string): void;
  /** Connected for the first time. */
  joined(room: string, self: Self, roster: Roster): void;
  /** A command failed, or a message was not sent. */
  error(text: string): void;
}

/** Prints the results of commands. */
export interface CommandPrinter {
  people(roster: Roster, self: Self): void;
  history(messages: readonly ChatItem[], more: boolean): void;
  help(): void;
}

/** `Ada`, `Ada and Bo`, `Ada, Bo and 3 others`. */
export function namesOf(members: readonly Pick<Member, 'name'>[]): string {
  const [first, second, third, ...others] = members.map(({ name }) => name);
  if (first === undefined) return 'nobody';
  if (second === undefined) return first;
  if (third === undefined) return `${first} and ${second}`;
  return others.length === 0
    ? `${first}, ${second} and ${third}`
    : `${first}, ${second} and ${others.length + 1} others`;
}

/** `1 message`, `2 messages`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
