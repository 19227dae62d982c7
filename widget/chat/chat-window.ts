import type { ChatItem } from '../client/chat-item.ts';

/** Messages in the document at most. */
const SIZE = 100;
/** So many come and go at a time. */
const STEP = 10;

/**
 * Which of the messages are in the document: a stretch that follows the reader, so that a long log costs no more
 * than a short one.
 */
export class ChatWindow {
  /** Seq of the last one; undefined: up to the newest, whatever comes. */
  #last: number | undefined;

  /** Whether the newest messages are in it. */
  get atEnd(): boolean {
    return this.#last === undefined;
  }

  /** Goes to the newest. */
  toEnd(): void {
    this.#last = undefined;
  }

  /** @returns indexes: from, and up to but not including */
  range(items: readonly ChatItem[]): [from: number, to: number] {
    const to = this.#to(items);
    return [Math.max(0, to - SIZE), to];
  }

  /** Goes up by a step. @returns whether there is more up there */
  up(items: readonly ChatItem[]): boolean {
    const [from, to] = this.range(items);
    if (from === 0) return false;
    this.#end(items, Math.max(to - STEP, SIZE));
    return true;
  }

  /** Goes down by a step. @returns whether there is more down there */
  down(items: readonly ChatItem[]): boolean {
    if (this.atEnd) return false;
    this.#end(items, this.#to(items) + STEP);
    return true;
  }

  /** Goes to where a message is in the middle. */
  around(items: readonly ChatItem[], seq: number): void {
    this.#end(items, Math.max(SIZE, items.findIndex((item) => item.seq === seq) + SIZE / 2));
  }

  #to(items: readonly ChatItem[]): number {
    const last = this.#last;
    if (last === undefined) return items.length;
    const after = items.findIndex(({ seq }) => seq === 0 || seq > last);
    // Where it is no longer held, there is only the newest to go to.
    return after <= 0 ? items.length : after;
  }

  #end(items: readonly ChatItem[], to: number): void {
    // Those on their way have no seq yet: they are in it with the newest.
    const last = to < items.length ? items[to - 1]?.seq : undefined;
    this.#last = last === 0 ? undefined : last;
  }
}
