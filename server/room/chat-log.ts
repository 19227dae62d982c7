import type { Clock } from '../../protocol/clock.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { ChatOperation } from '../../protocol/messages.ts';
import type { Member } from '../../protocol/presence.ts';
import type { Appended, MessageStore } from '../store/message-store.ts';
import { EventDrafts } from './event-drafts.ts';
import { OperationError } from './operation-error.ts';

/** Writes one room's log: which operations are accepted, once each, and in which order. */
export class ChatLog {
  readonly #room: string;
  readonly #store: MessageStore;
  readonly #drafts: EventDrafts;
  /** Members' operations that the store has not answered yet, by member and op. */
  readonly #running = new Map<string, Promise<Appended>>();
  /** Resolves once all operations so far are done. */
  #all: Promise<unknown> = Promise.resolve();
  /** Resolves once all operations so far are done that change a message. */
  #changes: Promise<unknown> = Promise.resolve();

  constructor(room: string, store: MessageStore, limits: Limits, clock: Clock) {
    this.#room = room;
    this.#store = store;
    this.#drafts = new EventDrafts(room, store, limits, clock);
  }

  /**
   * Performs a member's chat operation, once: a repeated one gets the answer of the first. Operations are performed
   * in the order of the calls, and resolve in it. New messages depend on nothing and go to the store together;
   * an operation that changes a message waits for all before it, and all after it wait for it: what it has checked
   * still holds when it is written.
   * @param denialReason asked when its turn comes, for why the member may not write; a repeated operation is
   *   answered all the same
   * @throws OperationError, StoreUnavailable
   */
  perform(
    operation: ChatOperation,
    author: Member,
    denialReason: () => OperationError | undefined,
  ): Promise<Appended> {
    const key = `${author.id} ${operation.op}`;
    // A client retries while its first attempt waits for a slow store: the attempts must not pile up.
    const running = this.#running.get(key);
    if (running) return running;
    const done = this.#inTurn(operation.type === 'chat_post', () =>
      this.#perform(operation, author, denialReason),
    );
    this.#running.set(key, done);
    const end = (): boolean => this.#running.delete(key);
    // Beside the result, not in front of it: a longer path would let a later event overtake this one.
    done.then(end, end);
    return done;
  }

  /** Stores a notice from the site; the same `op` gets the first answer. @throws OperationError, StoreUnavailable */
  notice(op: string, text: string): Promise<Appended> {
    return this.#inTurn(true, () => this.#store.append(this.#room, this.#drafts.notice(op, text)));
  }

  /**
   * Deletes a message or notice, whoever its author is.
   * @returns undefined where it was deleted before
   * @throws OperationError `not_found`; StoreUnavailable
   */
  remove(of: number): Promise<Appended | undefined> {
    return this.#inTurn(false, async () => {
      const message = await this.#store.message(this.#room, of);
      if (!message)
        throw new OperationError('not_found', 'there is no such message, or it is no longer kept');
      if (message.deleted) return undefined;
      return this.#store.append(this.#room, this.#drafts.deletion(of));
    });
  }

  /** Resolves when nothing is being written any more. */
  async settled(): Promise<void> {
    await this.#all;
  }

  /** Runs `work` in its turn, and resolves in its turn. @param isNew it depends on no earlier message */
  #inTurn<T>(isNew: boolean, work: () => Promise<T>): Promise<T> {
    const before = this.#all;
    const done = (isNew ? this.#changes : before).then(work);
    // Calls that the store answers together take paths of different lengths up to here.
    const inOrder = before.then(() => done);
    // A failure may have to wait for its turn: until then it has no handler.
    done.catch(() => undefined);
    this.#all = inOrder.catch(() => undefined);
    if (!isNew) this.#changes = this.#all;
    return inOrder;
  }

  async #perform(
    operation: ChatOperation,
    author: Member,
    denialReason: () => OperationError | undefined,
  ): Promise<Appended> {
    const denied = denialReason();
    // The store finds a repeated post by itself; any other operation may fail its checks the second time.
    if (operation.type !== 'chat_post' || denied) {
      const event = await this.#store.find(this.#room, author.id, operation.op);
      if (event) return { event, repeated: true };
    }
    if (denied) throw denied;
    return this.#store.append(this.#room, await this.#drafts.of(operation, author));
  }
}
