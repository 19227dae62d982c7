import type { ErasedMessage } from '../../protocol/messages.ts';
import type { OperationError } from './operation-error.ts';

/** Rooms whose erasures are remembered, and how many of each, at most. */
const MAX_ROOMS = 1000;
const MAX_IN_ROOM = 100;

/**
 * Members whose messages are erased. While that is underway they may not join; afterwards, a client that resumes may
 * still show the messages, and is told to remove them.
 */
export class Erasures {
  readonly #underway = new Set<{ member: string; why: OperationError }>();
  /** By room; the room of the most recent erasure comes last. */
  readonly #done = new Map<string, readonly ErasedMessage[]>();

  /** Keeps a member from joining while `work` runs. @param why for the visitor */
  async during<T>(member: string, why: OperationError, work: () => Promise<T>): Promise<T> {
    const erasure = { member, why };
    this.#underway.add(erasure);
    try {
      return await work();
    } finally {
      this.#underway.delete(erasure);
    }
  }

  /** Why a member may not join now. */
  denialReason(member: string): OperationError | undefined {
    for (const erasure of this.#underway) if (erasure.member === member) return erasure.why;
    return undefined;
  }

  /** Remembers an erasure, for as long as the process lives and there is space for it. */
  add(room: string, erasure: ErasedMessage): void {
    const others = this.of(room).filter(({ member }) => member !== erasure.member);
    this.#done.delete(room);
    this.#done.set(room, [...others, erasure].slice(-MAX_IN_ROOM));
    if (this.#done.size <= MAX_ROOMS) return;
    for (const [oldest] of this.#done) {
      this.#done.delete(oldest);
      break;
    }
  }

  of(room: string): readonly ErasedMessage[] {
    return this.#done.get(room) ?? [];
  }
}
