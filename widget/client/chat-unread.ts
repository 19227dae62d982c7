import type { ChatMessage } from '../../protocol/chat.ts';

/** How far the visitor has read; outlives the page where storage is allowed. */
export interface ReadMark {
  load(): { epoch: string; seq: number } | undefined;
  save(mark: { epoch: string; seq: number }): void;
}

/** Unread messages that are counted again when another window has read some of them. */
const MAX_KEPT = 500;

/** Counts the messages of others that the visitor has not read, and those that mention them. */
export class ChatUnread {
  readonly #mark: ReadMark | undefined;
  readonly #ignores: (member: string) => boolean;
  #self = '';
  #epoch: string | undefined;
  /** The visitor has read everything up to this seq. */
  #read = 0;
  #count = 0;
  #mentions = 0;
  #kept: { seq: number; mentioned: boolean }[] = [];

  constructor(mark: ReadMark | undefined, ignores: (member: string) => boolean) {
    this.#mark = mark;
    this.#ignores = ignores;
  }

  get count(): number {
    return this.#count;
  }

  get mentions(): number {
    return this.#mentions;
  }

  /** @param seq the newest event: a first-time visitor has missed nothing before it */
  welcome(self: string, epoch: string, seq: number): void {
    this.#self = self;
    if (epoch === this.#epoch) return;
    const mark = this.#mark?.load();
    if (mark?.epoch === epoch) this.#read = mark.seq;
    else {
      this.#read = this.#epoch === undefined ? seq : 0;
      this.#mark?.save({ epoch, seq: this.#read });
    }
    this.#epoch = epoch;
  }

  /** What was counted does not continue. */
  clear(): void {
    this.#count = this.#mentions = 0;
    this.#kept = [];
  }

  add(message: ChatMessage): void {
    if (!this.isUnread(message)) return;
    const mentioned = message.mentions?.includes(this.#self) === true;
    this.#count++;
    if (mentioned) this.#mentions++;
    this.#kept.push({ seq: message.seq, mentioned });
    if (this.#kept.length > MAX_KEPT) this.#kept.shift();
  }

  /** Whether the message counts, or would if it arrived now. */
  isUnread({ seq, member }: ChatMessage): boolean {
    return seq > this.#read && member !== this.#self && !this.#ignores(member);
  }

  /** The visitor has read everything up to `seq`. @returns whether the counts have changed */
  markRead(seq: number): boolean {
    if (seq > this.#read && this.#epoch !== undefined) {
      this.#read = seq;
      this.#mark?.save({ epoch: this.#epoch, seq });
    }
    const changed = this.#count > 0;
    this.clear();
    return changed;
  }

  /** The visitor may have read on in another window. @returns whether they have */
  reloadMark(): boolean {
    const mark = this.#mark?.load();
    if (mark === undefined || mark.epoch !== this.#epoch || mark.seq <= this.#read) return false;
    this.#read = mark.seq;
    this.#kept = this.#kept.filter(({ seq }) => seq > mark.seq);
    this.#count = this.#kept.length;
    this.#mentions = this.#kept.filter(({ mentioned }) => mentioned).length;
    return true;
  }
}
