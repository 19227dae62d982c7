import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../../protocol/clock.ts';
import type { PresenceClient } from '../client/presence-client.ts';

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly client: PresenceClient | undefined;
  readonly clock: Clock;
}

/** Renders an element once a second while it shows the time until the next attempt to connect. */
export class CountdownController implements ReactiveController {
  readonly #host: Host;
  #cancel: (() => void) | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  hostUpdated(): void {
    this.hostDisconnected();
    const { client, clock, isConnected } = this.#host;
    if (!isConnected || client?.status !== 'reconnecting' || client.retryAt === undefined) return;
    this.#cancel = clock.after(1000, () => this.#host.requestUpdate());
  }

  hostDisconnected(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
