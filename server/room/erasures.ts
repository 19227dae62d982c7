import type { ErasedMessage } from '../../protocol/messages.ts';
import type { OperationError } from './operation-error.ts';

/** Rooms whose erasures are remembered, and how many of each, at most. */
const MAX_ROOMS = 1000;
const MAX_IN_ROOM = 100;

/** Whose words are erased: while that goes on they may not come in, and who comes back may still show the words. */
export class Erasures {
  readonly #underway = new Set<{ member: string; why: OperationError }>();
  /** By room; the one that heard of one last comes last. */
  readonly #done = new Map<string, readonly ErasedMessage[]>();

  /** Lets nobody in as this member while `work` runs. @param why for the visitor */
  async during<T>(member: string, why: OperationError, work: () => Promise<T>): Promise<T> {
    const one = { member, why };
    this.#underway.add(one);
    try {
      return await work();
    } finally {
      this.#underway.delete(one);
    }
  }

  /** Why a member may not come in now. */
  barred(member: string): OperationError | undefined {
    for (const one of this.#underway) if (one.member === member) return one.why;
    return undefined;
  }

  /** Remembers one, for as long as the process lives and there is room for it. */
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
