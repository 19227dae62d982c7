import { Turns } from '../turns.ts';
import type { PageFrames } from './page-frames.ts';
import type { PageSession } from './page-session.ts';

/** What people type at their cursors, until a tick sends it: the newest text of each. */
export class CursorChatQueue {
  readonly #turns = new Turns();
  readonly #texts = new Map<PageSession, string>();

  get pending(): boolean {
    return this.#texts.size > 0;
  }

  set(pageSession: PageSession, text: string): void {
    this.#texts.set(pageSession, text);
  }

  delete(pageSession: PageSession): void {
    this.#texts.delete(pageSession);
  }

  /** Frames, while some of the bytes are left, in turn of the addresses. */
  take(bytes: number, frames: PageFrames): Buffer[] {
    const taken: Buffer[] = [];
    if (this.#texts.size === 0) return taken;
    let left = bytes;
    for (const [pageSession, text] of this.#turns.of(this.#texts, ([{ handle }]) => handle.address)) {
      if (left <= 0) break;
      this.#texts.delete(pageSession);
      if (pageSession.slot === undefined) continue;
      const frame = frames.cursorChat(pageSession.slot, text);
      this.#turns.served(pageSession.handle.address);
      left -= frame.length;
      taken.push(frame);
    }
    return taken;
  }
}
