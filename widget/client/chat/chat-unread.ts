import type { ChatMessage } from '../../../protocol/chat.ts';
import type { Self } from '../../../protocol/presence.ts';
import type { Mark, ReadMark } from './read-mark.ts';

/** Who holds the mark of the present log. */
export interface Reader {
  /** Undefined before the first log. */
  mark: Mark | undefined;
}

export interface ChatUnreadLink {
  readonly read: ReadMark | undefined;
  readonly own: {
    /** The visitor; undefined before the first welcome. */
    readonly self: Self | undefined;
  };
  ignores(member: string): boolean;
}

/** Unread messages that are kept, to count them again when another window has read some of them. */
const MAX_KEPT = 500;

/** Counts the messages of others that the visitor has not read, and those that mention them. */
export class ChatUnread {
  readonly #link: ChatUnreadLink;
  readonly #reader: Reader;
  #kept: ChatMessage[] = [];
  /** Unread ones beyond those kept. */
  #older = 0;

  constructor(link: ChatUnreadLink, reader: Reader) {
    this.#link = link;
    this.#reader = reader;
    this.reloadMark();
  }

  get count(): number {
    return this.#older + this.#kept.length;
  }

  /** Among the newest 500. */
  get mentions(): number {
    const { id = '' } = this.#link.own.self ?? {};
    return this.#kept.filter(({ mentions }) => mentions?.includes(id)).length;
  }

  /** What was counted does not continue. */
  clear(): void {
    this.#kept = [];
    this.#older = 0;
  }

  add(message: ChatMessage): void {
    if (!this.isUnread(message) || this.#kept.push(message) <= MAX_KEPT) return;
    this.#kept.shift();
    this.#older++;
  }

  isUnread({ seq, member }: ChatMessage): boolean {
    const link = this.#link;
    return seq > (this.#reader.mark?.seq ?? 0) && member !== link.own.self?.id && !link.ignores(member);
  }

  /** The visitor has read everything up to `seq`. @returns whether the counts have changed */
  markRead(seq: number): boolean {
    const changed = this.count > 0;
    const { mark } = this.#reader;
    if (mark && seq > mark.seq) {
      this.#reader.mark = { ...mark, seq };
      this.#link.read?.save(this.#reader.mark);
    }
    this.clear();
    return changed;
  }

  /** The visitor may have read on in another window. @returns whether they have */
  reloadMark(): boolean {
    const before = this.#reader.mark;
    const mark = this.#link.read?.load();
    if (!mark || mark.epoch !== before?.epoch || mark.seq <= before.seq) return false;
    this.#reader.mark = mark;
    this.#kept = this.#kept.filter((message) => this.isUnread(message));
    this.#older = 0;
    return true;
  }
}
