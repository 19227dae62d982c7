import type { ChatItem } from '../../client/chat/chat-item.ts';
import { rowsUpTo, SIZE, type Folded } from './rows-up-to.ts';

/** The window moves by so many messages at a time. */
const STEP = 10;

/**
 * The stretch of the log that is in the document. It follows the reader, so that a long log costs no more than a short
 * one.
 */
export class ChatWindow {
  /** Seq of the last message; undefined: the window ends with the newest. */
  #last: number | undefined;
  readonly #folded: Folded;

  constructor(folded: Folded) {
    this.#folded = folded;
  }

  /** Whether the newest messages are in the window. */
  get atEnd(): boolean {
    return this.#last === undefined;
  }

  /** Moves to the newest messages. */
  toEnd(): void {
    this.#last = undefined;
  }

  /** @returns indexes: from, and up to but not including */
  range(items: readonly ChatItem[]): [from: number, to: number] {
    return rowsUpTo(this.#to(items), items, this.#folded);
  }

  /** Moves up by a step. @returns whether there were messages above */
  up(items: readonly ChatItem[]): boolean {
    const [from, to] = this.range(items);
    if (from === 0) return false;
    this.#end(items, Math.max(to - STEP, SIZE));
    return true;
  }

  /** Moves down by a step. @returns whether there were messages below */
  down(items: readonly ChatItem[]): boolean {
    if (this.atEnd) return false;
    this.#end(items, this.#to(items) + STEP);
    return true;
  }

  /** Puts a message in the middle of the window. */
  around(items: readonly ChatItem[], seq: number): void {
    this.#end(items, Math.max(SIZE, items.findIndex((item) => item.seq === seq) + SIZE / 2));
  }

  #to(items: readonly ChatItem[]): number {
    const last = this.#last;
    if (last === undefined) return items.length;
    const after = items.findIndex(({ seq }) => seq === 0 || seq > last);
    // The message may be gone from the log: then only the newest are left to go to.
    return after <= 0 ? items.length : after;
  }

  #end(items: readonly ChatItem[], to: number): void {
    // Pending messages have no seq yet: they come with the newest.
    const last = to < items.length ? items[to - 1]?.seq : undefined;
    this.#last = last === 0 ? undefined : last;
  }
}
