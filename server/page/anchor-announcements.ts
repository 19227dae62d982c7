import type { PageAnchor } from './page-anchors.ts';
import type { PageSession } from './page-session.ts';

/** Anchors repeated to newcomers in one tick; the others follow when they are next used. */
const MAX_REPEATED = 128;

/** Anchors to send to the sessions that entered after generation `since`. */
export interface RepeatedAnchors {
  anchors: PageAnchor[];
  since: number;
}

/**
 * Which anchors the sessions of a page have been sent. Each is announced once to everybody, and repeated to those
 * who entered later when a cursor next uses it; a generation is a newcomer's place in that order.
 */
export class AnchorAnnouncements {
  #generation = 0;
  /** Anchors with a cursor on them that nobody has been sent. */
  readonly #pending = new Set<PageAnchor>();

  /** Whether an anchor is still to be announced. */
  get pending(): boolean {
    return this.#pending.size > 0;
  }

  /** @returns the generation of a session that enters now, or has caught up */
  newGeneration(): number {
    return ++this.#generation;
  }

  /** Announces an anchor with one of the next ticks, unless that was done before. */
  request(anchor: PageAnchor): void {
    if (anchor.generation < 0) this.#pending.add(anchor);
  }

  /** Anchors to announce to everybody: as many as fit into `bytes`, and at least one. */
  take(bytes: number): PageAnchor[] {
    const taken: PageAnchor[] = [];
    let size = 0;
    for (const anchor of this.#pending) {
      if (size > bytes) break;
      this.#pending.delete(anchor);
      if (anchor.uses === 0) continue;
      size += anchor.key.length;
      anchor.generation = this.#generation;
      taken.push(anchor);
    }
    return taken;
  }

  /** Anchors of samples after a tick that newcomers may not have been sent. */
  takeRepeated(moved: ReadonlySet<PageSession>, tick: number): RepeatedAnchors | undefined {
    const anchors: PageAnchor[] = [];
    let since = this.#generation;
    for (const pageSession of moved) {
      for (const anchor of pageSession.anchorsAfter(tick)) {
        if (anchor.generation < 0 || anchor.generation === this.#generation) continue;
        if (anchors.length >= MAX_REPEATED) break;
        since = Math.min(since, anchor.generation);
        anchor.generation = this.#generation;
        anchors.push(anchor);
      }
    }
    return anchors.length > 0 ? { anchors, since } : undefined;
  }
}
