import type { Clock } from '../../protocol/clock.ts';
import type { CursorPlace, PlaceCache } from './place-cache.ts';

/** The ring is shown for so long, in ms. */
const RIPPLE_MS = 700;
/** A click longer ago than this is not shown: a tab that comes to the front does not replay what it missed. */
const LATE_MS = 2_000;

export interface RipplesHost {
  readonly clock: Clock;
}

/** Rings that spread from where somebody clicked. */
export class Ripples {
  readonly #host: RipplesHost;
  readonly #layer: HTMLElement;
  /** Clicks that cursors have reached since the last frame. */
  readonly #clicks: { place: CursorPlace; color: string }[] = [];

  constructor(host: RipplesHost, layer: HTMLElement) {
    this.#host = host;
    this.#layer = layer;
  }

  add(place: CursorPlace, color: string): void {
    this.#clicks.push({ place, color });
  }

  /** @returns what writes to the document */
  draw(now: number, places: PlaceCache): (() => void)[] {
    return this.#clicks.splice(0).map(({ place, color }) => {
      const point = places.point(place);
      return () => {
        if (point && !point.hidden && now - place.at < LATE_MS) this.#show(point, color);
      };
    });
  }

  #show({ x, y }: { x: number; y: number }, color: string): void {
    const ripple = document.createElement('span');
    ripple.className = 'ripple';
    ripple.style.setProperty('--_c', color);
    ripple.style.translate = `${x}px ${y}px`;
    this.#layer.append(ripple);
    this.#host.clock.after(RIPPLE_MS, () => ripple.remove());
  }
}
