import type { ChatMessage } from '../../../protocol/chat.ts';

/** How far the visitor has read; outlives the page where storage is allowed. */
export interface ReadMark {
  load(): { epoch: string; seq: number } | undefined;
  save(mark: { epoch: string; seq: number }): void;
}

export interface ChatUnreadLink {
  readonly read: ReadMark | undefined;
  ignores(member: string): boolean;
}

/** Unread messages that are kept, to count them again when another window has read some of them. */
const MAX_KEPT = 500;

/** Counts the messages of others that the visitor has not read, and those that mention them. */
export class ChatUnread {
  readonly #link: ChatUnreadLink;
  #self = '';
  #epoch: string | undefined;
  /** The visitor has read everything up to this seq. */
  #read = 0;
  #kept: ChatMessage[] = [];
  /** Unread ones beyond those kept. */
  #older = 0;

  constructor(link: ChatUnreadLink) {
    this.#link = link;
  }

  get count(): number {
    return this.#older + this.#kept.length;
  }

  /** Among the newest 500. */
  get mentions(): number {
    return this.#kept.filter(({ mentions }) => mentions?.includes(this.#self)).length;
  }

  /** @param seq the newest event: a first-time visitor has missed nothing before it */
  welcome(self: string, epoch: string, seq: number): void {
    this.#self = self;
    if (epoch === this.#epoch) return;
    const mark = this.#link.read?.load();
    const first = this.#epoch === undefined;
    this.#epoch = epoch;
    if (mark?.epoch === epoch) this.#read = mark.seq;
    else this.#setRead(first ? seq : 0);
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
    return seq > this.#read && member !== this.#self && !this.#link.ignores(member);
  }

  /** The visitor has read everything up to `seq`. @returns whether the counts have changed */
  markRead(seq: number): boolean {
    const changed = this.count > 0;
    if (seq > this.#read) this.#setRead(seq);
    this.clear();
    return changed;
  }

  /** The visitor may have read on in another window. @returns whether they have */
  reloadMark(): boolean {
    const { epoch, seq = 0 } = this.#link.read?.load() ?? {};
    if (epoch !== this.#epoch || seq <= this.#read) return false;
    this.#read = seq;
    this.#kept = this.#kept.filter((message) => this.isUnread(message));
    this.#older = 0;
    return true;
  }

  #setRead(seq: number): void {
    this.#read = seq;
    if (this.#epoch !== undefined) this.#link.read?.save({ epoch: this.#epoch, seq });
  }
}
