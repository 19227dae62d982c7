import type { PageFrames } from './page-frames.ts';
import type { PageSession } from './page-session.ts';

/** What people type at their cursors, until a tick sends it: the newest text of each. */
export class CursorChatQueue {
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

  /** Frames of about `bytes`, and at least one. */
  take(bytes: number, frames: PageFrames): Buffer[] {
    const taken: Buffer[] = [];
    let size = 0;
    for (const [pageSession, text] of this.#texts) {
      if (size > bytes) break;
      this.#texts.delete(pageSession);
      if (pageSession.slot === undefined) continue;
      const frame = frames.cursorChat(pageSession.slot, text);
      size += frame.length;
      taken.push(frame);
    }
    return taken;
  }
}
