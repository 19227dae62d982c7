import type { Limits } from '../../protocol/limits.ts';
import type { ChatEvent, ChatMessage } from '../../protocol/chat.ts';
import type { ChatOperation, ResumePoint } from '../../protocol/messages.ts';
import type { Member } from '../../protocol/presence.ts';
import type { Clock } from '../../protocol/clock.ts';
import type { Appended, EventDraft, MessageStore } from '../store/message-store.ts';
import { OperationError, unavailable } from './operation-error.ts';

/** Where a session continues. */
export interface Recovery {
  epoch: string;
  /** The newest event's seq. */
  seq: number;
  /** As many as fit into a frame. */
  events: ChatEvent[];
  /** Whether `events` continues without a gap from the resume point. */
  recovered: boolean;
}

/** The member of what the site itself says and does. */
export const SITE = 'site';

/** One room's chat: what may be said in it, in which order, and what a returning client has missed. */
export class ChatLog {
  readonly #room: string;
  readonly #store: MessageStore;
  readonly #limits: Limits;
  readonly #clock: Clock;
  /** Done once all operations so far are. */
  #all: Promise<unknown> = Promise.resolve();
  /** Done once all operations so far are that change a message. */
  #changes: Promise<unknown> = Promise.resolve();

  constructor(room: string, store: MessageStore, limits: Limits, clock: Clock) {
    this.#room = room;
    this.#store = store;
    this.#limits = limits;
    this.#clock = clock;
  }

  /**
   * Does a chat operation of a member, once: a repeated one gives the answer of the first. Operations are done in
   * the order in which they were asked for, and resolve in it. New messages depend on nothing and are given to the
   * store together; whatever changes a message waits for all before it, and all after it wait for it: what it
   * checks still holds when it is written.
   * @param barred says at its turn why the member may not write, if so; what is repeated is answered all the same
   * @throws Refused
   */
  perform(operation: ChatOperation, author: Member, barred: () => string | undefined): Promise<Appended> {
    return this.#inTurn(operation.type === 'chat_post', () => this.#perform(operation, author, barred));
  }

  /** Keeps something that the site says; the same `op` gives the first answer. @throws Refused */
  notice(op: string, raw: string): Promise<Appended> {
    return this.#inTurn(true, () => {
      const text = cleanText(raw, this.#limits.textLength);
      const base = { op, member: SITE, at: this.#clock.date() };
      return this.#store.append(this.#room, { ...base, kind: 'notice', text });
    });
  }

  /**
   * Deletes a message or notice, whoever's it is.
   * @returns undefined where it was deleted before
   * @throws Refused `not_found`, `unavailable`
   */
  remove(of: number): Promise<Appended | undefined> {
    return this.#inTurn(false, async () => {
      const message = await this.#store.message(this.#room, of);
      if (!message)
        throw new OperationError('not_found', 'there is no such message, or it is no longer kept');
      if (message.deleted) return undefined;
      const base = { member: SITE, at: this.#clock.date() };
      return this.#store.append(this.#room, { ...base, kind: 'delete', of });
    });
  }

  /** Does `work` at its turn, and resolves at its turn. @param isNew it depends on nothing that was said before */
  #inTurn<T>(isNew: boolean, work: () => Promise<T>): Promise<T> {
    const before = this.#all;
    const done = (isNew ? this.#changes : before).then(work).catch((error: unknown) => {
      throw error instanceof OperationError ? error : unavailable(error);
    });
    // What is told together by the store takes ways of different lengths up to here.
    const inOrder = before.then(() => done);
    // A refusal may have to wait for its turn, and is no less awaited meanwhile.
    done.catch(() => undefined);
    this.#all = inOrder.catch(() => undefined);
    if (!isNew) this.#changes = this.#all;
    return inOrder;
  }

  /** Resolves when nothing is being written any more. */
  async settled(): Promise<void> {
    await this.#all;
  }

  /**
   * The first of the events that a client has missed, or the newest ones where that can't be told.
   * @throws Refused `unavailable`
   */
  async recover(point: ResumePoint | undefined): Promise<Recovery> {
    try {
      const { epoch, seq, floor } = await this.#store.head(this.#room);
      const { events: page, resumeEvents } = this.#limits;
      if (point && point.epoch === epoch && seq - point.seq <= resumeEvents && (await this.#holds(point))) {
        const events = await this.#store.eventsAfter(this.#room, point.seq, page);
        if (events) return { epoch, seq, events: this.#first(events), recovered: true };
      }
      const events = await this.#store.eventsAfter(this.#room, Math.max(floor, seq - page), page);
      // Where retention was faster, there is a newer floor.
      if (!events) return await this.recover(undefined);
      return { epoch, seq, events: this.#last(events), recovered: false };
    } catch (error) {
      throw unavailable(error);
    }
  }

  /**
   * Events after `after`, as many as fit into a frame.
   * @throws Refused `not_found` where the next one is no longer kept, `unavailable`
   */
  async after(after: number): Promise<ChatEvent[]> {
    try {
      const events = await this.#store.eventsAfter(this.#room, after, this.#limits.events);
      if (events) return this.#first(events);
    } catch (error) {
      throw unavailable(error);
    }
    throw new OperationError('not_found', 'these events are no longer kept: connect again');
  }

  /**
   * Messages as they stand now, the newest before `before`: at most `limit`, and as many as fit into a frame.
   * @throws Refused `unavailable`
   */
  async history(
    before: number | undefined,
    limit: number,
  ): Promise<{ messages: ChatMessage[]; more: boolean }> {
    try {
      const all = Math.min(limit, this.#limits.events);
      const { messages, more } = await this.#store.messages(this.#room, before, all);
      const fitting = this.#last(messages);
      return { messages: fitting, more: more || fitting.length < messages.length };
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** The first of them that fit into a frame, but at least one. */
  #first<T>(items: T[]): T[] {
    let bytes = 0;
    const end = items.findIndex(
      (item) => (bytes += Buffer.byteLength(JSON.stringify(item)) + 1) > this.#limits.eventsBytes,
    );
    return end < 0 ? items : items.slice(0, Math.max(1, end));
  }

  #last<T>(items: T[]): T[] {
    return this.#first(items.reverse()).reverse();
  }

  /** Whether the event the client saw last is the one kept: after a restore from a backup it is not. */
  async #holds({ seq, op }: ResumePoint): Promise<boolean> {
    if (op === undefined || seq === 0) return true;
    const event = await this.#store.eventAt(this.#room, seq);
    return event === undefined || event.op === op;
  }

  async #perform(
    operation: ChatOperation,
    author: Member,
    barred: () => string | undefined,
  ): Promise<Appended> {
    const why = barred();
    // A message that was posted before is found by the store; anything else may be refused by now.
    const isSure = operation.type === 'chat_post' && why === undefined;
    const event = isSure ? undefined : await this.#find(operation, author);
    if (event) return { event, repeated: true };
    if (why !== undefined) throw new OperationError('forbidden', why);
    return this.#store.append(this.#room, await this.#draft(operation, author));
  }

  #find({ op }: ChatOperation, author: Member): Promise<ChatEvent | undefined> {
    return this.#store.find(this.#room, author.id, op);
  }

  async #draft(operation: ChatOperation, author: Member): Promise<EventDraft> {
    const { op } = operation;
    const base = { op, member: author.id, at: this.#clock.date() };
    switch (operation.type) {
      case 'chat_post': {
        const { type: _, op: __, text: raw, ...extras } = operation;
        const { name, color } = author;
        const text = cleanText(raw, this.#limits.textLength);
        return { ...base, kind: 'message', text, name, color, ...extras };
      }
      case 'chat_edit': {
        const text = cleanText(operation.text, this.#limits.textLength);
        await this.#own(operation.seq, author.id);
        return { ...base, kind: 'edit', of: operation.seq, text };
      }
      case 'chat_delete':
        await this.#own(operation.seq, author.id);
        return { ...base, kind: 'delete', of: operation.seq };
      case 'chat_react': {
        if (!EMOJI.test(operation.emoji)) throw new OperationError('bad_request', 'a reaction is one emoji');
        const message = await this.#store.message(this.#room, operation.seq);
        if (!message || message.deleted) throw new OperationError('not_found', 'there is no such message');
        const { emoji, on } = operation;
        if (on) this.#checkReactions(message, emoji);
        return { ...base, kind: 'reaction', of: operation.seq, emoji, on };
      }
    }
  }

  #checkReactions({ reactions = [] }: ChatMessage, emoji: string): void {
    const { reactions: kinds, reactors } = this.#limits;
    const same = reactions.find((reaction) => reaction.emoji === emoji);
    if (same ? same.members.length >= reactors : reactions.length >= kinds)
      throw new OperationError('forbidden', 'there are too many reactions to this message');
  }

  async #own(seq: number, member: string): Promise<void> {
    const message = await this.#store.message(this.#room, seq);
    if (!message || message.deleted) throw new OperationError('not_found', 'there is no such message');
    if (message.member !== member || message.kind !== 'message') {
      throw new OperationError('forbidden', 'only its author may change a message');
    }
    if (this.#clock.date() - message.at > this.#limits.editMs) {
      throw new OperationError('forbidden', 'the time in which this message could be changed is over');
    }
  }
}

const EMOJI = new RegExp('^\\p{RGI_Emoji}$', 'v');

/** @throws Refused `empty` or `too_long` */
function cleanText(raw: string, limit: number): string {
  const text = raw.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
  if (text.trim() === '') throw new OperationError('empty', 'the text is empty');
  if (text.length > limit)
    throw new OperationError('too_long', `the text is longer than ${String(limit)} characters`);
  return text;
}
