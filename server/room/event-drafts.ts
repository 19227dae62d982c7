import { randomUUID } from 'node:crypto';
import type { Clock } from '../../protocol/clock.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { ChatMessage } from '../../protocol/chat.ts';
import type { ChatOperation } from '../../protocol/messages.ts';
import type { Member } from '../../protocol/presence.ts';
import type { EventDraft, MessageStore } from '../store/message-store.ts';
import { EMOJI } from './emoji.ts';
import { isVisible } from './invisible.ts';
import { OperationError } from './operation-error.ts';

/** The member id of the site itself. */
export const SITE = 'site';

/** Makes events of operations: checks that the author may do it, and cleans the text. */
export class EventDrafts {
  readonly #room: string;
  readonly #store: Pick<MessageStore, 'message'>;
  readonly #limits: Limits;
  readonly #clock: Clock;

  constructor(room: string, store: Pick<MessageStore, 'message'>, limits: Limits, clock: Clock) {
    this.#room = room;
    this.#store = store;
    this.#limits = limits;
    this.#clock = clock;
  }

  /** @throws OperationError where the operation is invalid or not the author's to do; StoreUnavailable */
  async of(operation: ChatOperation, author: Member): Promise<EventDraft> {
    const { op } = operation;
    const base = { op, member: author.id, at: this.#clock.date() };
    switch (operation.type) {
      case 'chat_post': {
        const { type: _, op: __, text: raw, ...extras } = operation;
        const { name, color } = author;
        return { ...base, kind: 'message', text: this.#clean(raw), name, color, ...extras };
      }
      case 'chat_edit': {
        const text = this.#clean(operation.text);
        await this.#requireOwn(operation.seq, author.id);
        return { ...base, kind: 'edit', of: operation.seq, text };
      }
      case 'chat_delete':
        await this.#requireOwn(operation.seq, author.id);
        return { ...base, kind: 'delete', of: operation.seq };
      case 'chat_react': {
        if (!EMOJI.test(operation.emoji)) throw new OperationError('bad_request', 'a reaction is one emoji');
        const message = await this.#existing(operation.seq);
        const { emoji, on } = operation;
        if (on) this.#checkReactions(message, emoji);
        return { ...base, kind: 'reaction', of: operation.seq, emoji, on };
      }
    }
  }

  /** A notice from the site. @throws OperationError `empty` or `too_long` */
  notice(op: string, raw: string): EventDraft {
    return { op, member: SITE, at: this.#clock.date(), kind: 'notice', text: this.#clean(raw) };
  }

  /** A deletion by the site. Its `op` tells it from any other event with its seq, as after a restore. */
  deletion(of: number): EventDraft {
    return { member: SITE, op: randomUUID(), at: this.#clock.date(), kind: 'delete', of };
  }

  async #existing(seq: number): Promise<ChatMessage> {
    const message = await this.#store.message(this.#room, seq);
    if (!message || message.deleted) throw new OperationError('not_found', 'there is no such message');
    return message;
  }

  async #requireOwn(seq: number, member: string): Promise<void> {
    const message = await this.#existing(seq);
    if (message.member !== member || message.kind !== 'message')
      throw new OperationError('forbidden', 'only its author may change a message');
    if (this.#clock.date() - message.at > this.#limits.editMs)
      throw new OperationError('forbidden', 'the time in which this message could be changed is over');
  }

  #checkReactions({ reactions = [] }: ChatMessage, emoji: string): void {
    const { reactions: kinds, reactors } = this.#limits;
    const same = reactions.find((reaction) => reaction.emoji === emoji);
    if (same ? same.members.length >= reactors : reactions.length >= kinds)
      throw new OperationError('forbidden', 'there are too many reactions to this message');
  }

  /** @throws OperationError `empty` or `too_long` */
  #clean(raw: string): string {
    const { textLength } = this.#limits;
    const text = raw
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
      .replace(/[\u2028\u2029]/g, '\n');
    if (!isVisible(text)) throw new OperationError('empty', 'the text is empty');
    if (text.length > textLength)
      throw new OperationError('too_long', `the text is longer than ${String(textLength)} characters`);
    return text;
  }
}
