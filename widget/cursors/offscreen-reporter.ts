import type { Clock } from '../../protocol/clock.ts';
import { toJson } from '../client/connection/json.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import { loadOffscreen } from './load-offscreen.ts';
import type { PeerCursor } from './peer-cursor.ts';

/** Pause between two reports, in ms. */
const REPORT_MS = 1_000;
/** What is reported first: nobody. */
const NOBODY = '[]';

interface Layer {
  /** The cursors that the visitor is shown. */
  readonly shown: Iterable<PeerCursor>;
}

interface Host extends EventTarget {
  client: PresenceClient | undefined;
  clock: Clock;
}

/**
 * Fires `offscreen-change` on its host with the people whose cursors are all beyond the window's edges, the nearest
 * first: at most once a second, and only if something looks different.
 */
export class OffscreenReporter {
  readonly #host: Host;
  readonly #layer: Layer;
  #reported = NOBODY;
  #reportedAt = -Infinity;
  /** The last frame came too soon to report what it showed. */
  #isOpen = false;

  constructor(host: Host, layer: Layer) {
    this.#host = host;
    this.#layer = layer;
  }

  /** When a frame is due though nothing moves. */
  get due(): number {
    return this.#isOpen ? this.#reportedAt + REPORT_MS : Infinity;
  }

  /** To be called with each frame. */
  drawn(now: number): void {
    this.#isOpen = now < this.#reportedAt + REPORT_MS;
    if (!this.#isOpen) this.report();
  }

  report(): void {
    this.#reportedAt = this.#host.clock.now();
    if (this.#reported === NOBODY && ![...this.#layer.shown].some(({ offScreen }) => offScreen)) return;
    // If it can't be loaded now, the next report tries again.
    loadOffscreen().then(
      ({ offscreenPeople }) => {
        const people = offscreenPeople(this.#layer.shown, this.#host.client);
        const text = toJson(people);
        if (text === this.#reported) return;
        this.#reported = text;
        this.#host.dispatchEvent(new CustomEvent('offscreen-change', { detail: people }));
      },
      () => undefined,
    );
  }
}
