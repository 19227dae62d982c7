import type { Member, Roster, Self } from '../../protocol/presence.ts';
import type { ChatItem } from '../../widget/client/chat-item.ts';
import type { RoomEvent } from './room-event.ts';

/** Says what happens, to a person or to a program. It makes texts of others safe to print. */
export interface Printer {
  news(news: RoomEvent): void;
  /** The state of the connection, in words. */
  status(text: string): void;
  /** Connected for the first time. */
  welcome(room: string, self: Self, roster: Roster): void;
  /** What was typed can't be done, or was not sent. */
  complaint(text: string): void;
}

/** Answers to the commands of the terminal. */
export interface Answers {
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
