import type { ErasedMessage } from '../../protocol/messages.ts';
import type { OperationError } from './operation-error.ts';

/** Rooms whose erasures are remembered, and how many of each, at most. */
const MAX_ROOMS = 1000;
const MAX_IN_ROOM = 100;

/** Messages of a member that were erased in a room. */
export interface Erased {
  epoch: string;
  message: ErasedMessage;
}

/**
 * Members whose messages are erased. While that is underway they may not join; afterwards, a client that resumes may
 * still show the messages, and is told to remove them.
 */
export class Erasures {
  readonly #underway = new Map<string, { why: OperationError; done: Promise<number> }>();
  /** By room; the room of the most recent erasure comes last. */
  readonly #done = new Map<string, readonly Erased[]>();

  /**
   * Keeps a member from joining while `work` runs. Whoever asks again meanwhile, because the store is slow, gets the
   * result of the same work.
   * @param why for the visitor
   */
  during(member: string, why: OperationError, work: () => Promise<number>): Promise<number> {
    const underway = this.#underway.get(member)?.done;
    if (underway) return underway;
    // In a step of its own: once `work` runs, the member can't join.
    const done = Promise.resolve()
      .then(work)
      .finally(() => this.#underway.delete(member));
    this.#underway.set(member, { why, done });
    return done;
  }

  /** Why a member may not join now. */
  denialReason(member: string): OperationError | undefined {
    return this.#underway.get(member)?.why;
  }

  /**
   * Remembers an erasure, for as long as the process lives and there is space for it.
   * @param epoch of the room's log: in another one, the seqs are those of other messages
   */
  add(room: string, epoch: string, message: ErasedMessage): void {
    const erasure = { epoch, message };
    const others = this.of(room).filter((other) => other.message.member !== message.member);
    this.#done.delete(room);
    this.#done.set(room, [...others, erasure].slice(-MAX_IN_ROOM));
    if (this.#done.size <= MAX_ROOMS) return;
    for (const [oldest] of this.#done) {
      this.#done.delete(oldest);
      break;
    }
  }

  of(room: string): readonly Erased[] {
    return this.#done.get(room) ?? [];
  }
}
