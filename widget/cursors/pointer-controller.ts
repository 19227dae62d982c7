import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../../protocol/clock.ts';
import { SAMPLE } from '../../protocol/cursor-frame.ts';
import { AnchorFinder } from '../anchors/anchor-finder.ts';
import type { Place } from '../client/cursors/place.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import type { PointerSource } from '../shared/pointer-source.ts';
import { LayoutObserver } from './layout-observer.ts';

/** On a page that changes all the time its content is read again no more often than this, in ms. */
const REREAD_MS = 500;

interface PointerHost extends ReactiveControllerHost {
  clock: Clock;
  client: PresenceClient | undefined;
  pointer: PointerSource | undefined;
  /** Whether the visitor's cursor is sent. */
  shareOwn: boolean;
  isConnected: boolean;
}

/**
 * Gives the client the place on the content that the pointer is at: at most one per frame, and none while nobody else
 * would see it.
 */
export class PointerController implements ReactiveController {
  readonly #host: PointerHost;
  readonly finder = new AnchorFinder();
  /** The content may move below a pointer that stands still. */
  readonly #layout = new LayoutObserver((rebuilt, scrolled) => {
    if (rebuilt) this.#reread();
    else if (scrolled || !this.#cancel) this.update();
  });
  #frame = 0;
  /** Set while the content may not be read again yet. */
  #cancel: (() => void) | undefined;
  #stale = false;
  /** Where the pointer was at its last event. */
  #at: string | undefined;

  constructor(host: PointerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Also after each connection, as the host's `PresenceController` requests an update then. */
  hostUpdated(): void {
    const { pointer, isConnected } = this.#host;
    if (!isConnected) return;
    pointer?.listeners.add(this.#handle);
    this.update();
  }

  hostDisconnected(): void {
    this.#host.pointer?.listeners.delete(this.#handle);
    this.#layout.watch(false);
    cancelAnimationFrame(this.#frame);
    this.#cancel?.();
    this.#cancel = undefined;
    this.#frame = 0;
  }

  /** Sends the pointer's place in the next frame, also where the pointer has not moved. */
  update(): void {
    if (!this.#host.pointer?.at || this.#frame) return;
    const client = this.#audience;
    if (this.#layout.watch(!!client)) this.finder.forget();
    if (!client) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#audience?.setCursor(this.#place());
    });
  }

  /** While content is replaced, what is below a pointer at rest is not what its visitor points at: it may be empty. */
  #reread(): void {
    this.#stale = this.#cancel !== undefined;
    if (this.#stale) return;
    this.finder.forget();
    this.#cancel = this.#host.clock.after(REREAD_MS, () => {
      this.#cancel = undefined;
      if (this.#stale) this.#reread();
      this.update();
    });
  }

  readonly #handle = ({ type }: PointerEvent): void => {
    const at = this.#host.pointer?.at;
    const before = this.#at;
    this.#at = at && String([at.clientX, at.clientY]);
    if (!at) this.#host.client?.setCursor(undefined);
    else if (type === 'pointerdown') {
      const place = this.#audience && this.#place();
      if (place) this.#host.client?.press(place);
    }
    // Browsers also report what comes below a pointer at rest.
    else if (this.#at !== before) this.update();
  };

  /** The client, while somebody else sees the visitor's cursor. */
  get #audience(): PresenceClient | undefined {
    const { client, shareOwn } = this.#host;
    return shareOwn && !client?.alone ? client : undefined;
  }

  #place(): Place | undefined {
    const event = this.#host.pointer?.at;
    if (!event) return undefined;
    const place = this.finder.at(event.clientX, event.clientY);
    return place && event.pointerType === 'touch' ? { ...place, flags: place.flags | SAMPLE.touch } : place;
  }
}
