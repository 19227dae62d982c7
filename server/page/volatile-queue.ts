import { Turns } from '../turns.ts';
import type { PageSession } from './page-session.ts';

/** What sessions tell their page beside their cursors, until a tick sends it: the newest of each session. */
export class VolatileQueue<T> {
  readonly #turns = new Turns();
  readonly #items = new Map<PageSession, T>();
  readonly #frameOf: (pageSession: PageSession, item: T) => Buffer | undefined;

  /** @param frameOf makes the frame for everybody; undefined if there is nothing to send any more */
  constructor(frameOf: (pageSession: PageSession, item: T) => Buffer | undefined) {
    this.#frameOf = frameOf;
  }

  get pending(): boolean {
    return this.#items.size > 0;
  }

  set(pageSession: PageSession, item: T): void {
    this.#items.set(pageSession, item);
  }

  delete(pageSession: PageSession): void {
    this.#items.delete(pageSession);
  }

  /** Frames, while some of the bytes are left, in turn of the addresses. */
  take(bytes: number): Buffer[] {
    const taken: Buffer[] = [];
    if (this.#items.size === 0) return taken;
    let left = bytes;
    for (const [pageSession, item] of this.#turns.of(this.#items, ([{ handle }]) => handle.address)) {
      if (left <= 0) break;
      this.#items.delete(pageSession);
      const frame = this.#frameOf(pageSession, item);
      if (!frame) continue;
      this.#turns.served(pageSession.handle.address);
      left -= frame.length;
      taken.push(frame);
    }
    return taken;
  }
}
