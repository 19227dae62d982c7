import { changed, deleted } from '../../../protocol/chat-changes.ts';
import type { ChatChangeEvent } from '../../../protocol/chat.ts';
import type { ChatItem } from './chat-item.ts';

/** Items held while the reader is at the newest ones. */
const MAX_ITEMS = 500;

/** The part of the log that is held: every message from `floor` on, in the order of `seq`. */
export class MessageWindow {
  /** Whether the server has older ones. */
  more = false;
  #items: ChatItem[] = [];
  #floor = 1;
  #max = MAX_ITEMS;

  get items(): readonly ChatItem[] {
    return this.#items;
  }

  get floor(): number {
    return this.#floor;
  }

  restart(floor: number): void {
    this.#items = [];
    this.#floor = floor;
    this.more = floor > 1;
  }

  /** A new member id: other messages are the visitor's own. */
  setSelf(self: string): void {
    this.#items = this.#items.map((item) => ({ ...item, mine: item.member === self }));
  }

  add(item: ChatItem): void {
    this.#items.push(item);
  }

  /** Applies an edit, a deletion or a reaction. */
  change(event: ChatChangeEvent): void {
    const index = this.indexOf(event.of);
    const item = this.#items[index];
    if (item) this.#items[index] = changed(item, event);
  }

  /** Everything that a member has posted up to `seq` is gone. Replies to it stay. */
  erase(member: string, seq: number): void {
    this.#items = this.#items.map((item) =>
      item.member === member && item.seq <= seq ? { ...deleted(item), name: '' } : item,
    );
  }

  /** Adds the messages before the floor, and makes room for them. */
  prepend(older: readonly ChatItem[], more: boolean): void {
    this.more = more;
    this.#floor = older[0]?.seq ?? this.#floor;
    this.#items = [...older, ...this.#items];
    this.#max = this.#items.length + MAX_ITEMS;
  }

  /** The reader is at the newest messages: the usual number is enough again. @returns whether some were dropped */
  shrink(): boolean {
    this.#max = MAX_ITEMS;
    return this.trim();
  }

  /** Drops the oldest items beyond the maximum. @returns whether there were some */
  trim(): boolean {
    const excess = this.#items.length - this.#max;
    if (excess <= 0) return false;
    this.#items.splice(0, excess);
    this.#floor = this.#items[0]?.seq ?? this.#floor;
    return (this.more = true);
  }

  /** Binary search; -1 if the message is not held. */
  indexOf(seq: number): number {
    let [low, high] = [0, this.#items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#items[middle]?.seq ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return this.#items[low]?.seq === seq ? low : -1;
  }
}
