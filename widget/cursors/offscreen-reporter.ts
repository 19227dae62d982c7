import type { Clock } from '../../protocol/clock.ts';
import { toJson } from '../client/connection/json.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import { nextTask } from '../shared/deferred-first-update.ts';
import type { PeerCursor } from './peer-cursor.ts';

/** Pause between two reports, in ms. */
const REPORT_MS = 1_000;
/** What is reported first: nobody. */
const NOBODY = '[]';

/**
 * Loads the layer in the window: not before somebody is beyond its edges, or the site has a key for cursor chat.
 *
 * Resolves a task later than the script: what the element's host has set on it before it was defined, Lit keeps and sets
 * again in the first update, over anything that was set in between. By then, that update is done.
 */
export const loadOffscreen = async () => {
  const layer = await import('./live-presence-offscreen.ts');
  await nextTask();
  return layer;
};

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

  constructor(host: Host, layer: Layer) {
    this.#host = host;
    this.#layer = layer;
  }

  /** To be called after each frame. @returns when the next frame is due */
  drawn(now: number): number {
    const due = this.#reportedAt + REPORT_MS;
    if (now < due) return due;
    this.report();
    return Infinity;
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
