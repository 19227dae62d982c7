import type { ReactiveController } from 'lit';
import { SAMPLE } from '../../protocol/cursor-frame.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import { AnchorFinder } from '../anchors/anchor-finder.ts';
import { isOwn } from '../shared/is-own.ts';
import { LayoutController } from './layout-controller.ts';

/**
 * Tells the client where on the content the pointer is: the latest place in each frame, and nothing at all while
 * nobody else would see it. Listens without ever holding back an event.
 */
export class PointerController implements ReactiveController {
  readonly #client: () => PresenceClient | undefined;
  readonly #finder = new AnchorFinder(document, { isOwn });
  /** The content may move below a pointer that rests. */
  readonly #layout = new LayoutController((rebuilt) => {
    if (rebuilt) this.#finder.forget();
    this.#later();
  });
  #abort: AbortController | undefined;
  #followed: PresenceClient | undefined;
  #stop: (() => void) | undefined;
  #frame = 0;
  #at: PointerEvent | undefined;

  /** @param client undefined while cursors are off */
  constructor(client: () => PresenceClient | undefined) {
    this.#client = client;
  }

  /** The newest event; undefined while the pointer is nowhere. */
  get at(): PointerEvent | undefined {
    return this.#at;
  }

  /** Another client: somebody who comes there is to see a pointer that rests, too. */
  follow(client: PresenceClient | undefined): void {
    this.#stop?.();
    this.#followed = client;
    this.#stop = this.#abort && client?.on('alone', () => this.#later());
  }

  hostConnected(): void {
    if (this.#abort) return;
    const { signal } = (this.#abort = new AbortController());
    this.follow(this.#followed);
    const options = { signal, passive: true, capture: true };
    const moved = (event: PointerEvent): void => {
      this.#at = event;
      this.#later();
    };
    document.addEventListener('pointermove', moved, options);
    // Over an iframe nothing is told but that the pointer came there.
    document.addEventListener('pointerover', moved, options);
    document.addEventListener('pointerdown', (event) => this.#press(event), options);
    // Not while capturing: that would hear of every element that is left.
    document.documentElement.addEventListener('pointerleave', () => this.#gone(), { signal });
    const lifted = (event: PointerEvent): void => {
      if (event.pointerType === 'touch') this.#gone();
    };
    document.addEventListener('pointerup', lifted, options);
    document.addEventListener('pointercancel', lifted, options);
  }

  /** Goes on from what was seen of the pointer before this was listening. */
  resume(event: PointerEvent | undefined): void {
    this.#at ??= event;
    this.#later();
  }

  hostDisconnected(): void {
    this.#abort?.abort();
    this.#abort = undefined;
    this.follow(this.#followed);
    this.#layout.watch(false);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#at = undefined;
  }

  #later(): void {
    if (!this.#at || this.#frame) return;
    const client = this.#client();
    const seen = client !== undefined && !client.alone;
    this.#layout.watch(seen);
    if (!seen) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#client()?.setCursor(this.#place());
    });
  }

  #press(event: PointerEvent): void {
    this.#at = event;
    const client = this.#client();
    if (!client || client.alone) return;
    const place = this.#place();
    if (place) client.press(place);
  }

  #gone(): void {
    if (!this.#at) return;
    this.#at = undefined;
    this.#client()?.setCursor(undefined);
  }

  #place(): ReturnType<AnchorFinder['at']> {
    const event = this.#at;
    if (!event) return undefined;
    const place = this.#finder.at(event.clientX, event.clientY);
    return place && event.pointerType === 'touch' ? { ...place, flags: place.flags | SAMPLE.touch } : place;
  }
}
