import { Turns } from '../turns.ts';
import type { PageSession } from './page-session.ts';
import { Slots } from './slots.ts';

/** Which session has which slot, and which ones wait for theirs. A session gets a slot when its cursor first moves. */
export class SlotBindings {
  readonly #slots: Slots;
  readonly #bySlot: (PageSession | undefined)[] = [];
  readonly #turns = new Turns();
  readonly #waiting = new Set<PageSession>();
  #freed: number[] = [];

  /** @param slotMs a freed slot is not bound again within this time */
  constructor(slotMs: number) {
    this.#slots = new Slots(slotMs);
  }

  /** Sessions by slot; undefined where a slot is free. */
  get bySlot(): readonly (PageSession | undefined)[] {
    return this.#bySlot;
  }

  /** Whether a session waits for a slot. */
  get waiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Binds the session to a slot with one of the next ticks. */
  request(pageSession: PageSession): void {
    this.#waiting.add(pageSession);
  }

  /**
   * Gives slots to sessions that wait for one, in turn of their addresses.
   * @param fits whether one more may be bound
   */
  bind(now: number, fits: (pageSession: PageSession) => boolean): PageSession[] {
    const bound: PageSession[] = [];
    if (this.#waiting.size === 0) return bound;
    for (const pageSession of this.#turns.of(this.#waiting, ({ handle }) => handle.address)) {
      if (!fits(pageSession)) break;
      const slot = this.#slots.acquire(now);
      if (slot === undefined) break;
      this.#waiting.delete(pageSession);
      pageSession.slot = slot;
      this.#bySlot[slot] = pageSession;
      this.#turns.served(pageSession.handle.address);
      bound.push(pageSession);
    }
    return bound;
  }

  /** @returns whether the session had a slot, which the next tick reports as freed */
  release(pageSession: PageSession, now: number): boolean {
    this.#waiting.delete(pageSession);
    const { slot } = pageSession;
    if (slot === undefined) return false;
    this.#slots.release(slot, now);
    this.#bySlot[slot] = undefined;
    this.#freed.push(slot);
    pageSession.slot = undefined;
    return true;
  }

  /** Slots freed since the last call. */
  takeFreed(): number[] {
    const freed = this.#freed;
    if (freed.length > 0) this.#freed = [];
    return freed;
  }
}
