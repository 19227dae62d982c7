import type { ReactiveController } from 'lit';
import type { PresenceClient } from '../client/presence-client.ts';

/** The connection's side of the page's lifecycle. */
export interface LifecycleHost {
  readonly client: PresenceClient | undefined;
  /** The page goes into the browser's back/forward cache, or comes back: no socket may stay open in it. */
  suspend(suspended: boolean): void;
}

/**
 * Notifies the client when the tab is hidden, the network is back, the page's policy blocks a request, or the page
 * goes into the back/forward cache.
 */
export class LifecycleController implements ReactiveController {
  readonly #host: LifecycleHost;
  #abort: AbortController | undefined;

  constructor(host: LifecycleHost) {
    this.#host = host;
  }

  hostConnected(): void {
    if (this.#abort) return;
    const { signal } = (this.#abort = new AbortController());
    const host = this.#host;
    // On the way down from the window: it also sees what happens to the document.
    const options = { signal, capture: true };
    const listen = (types: string[], listener: (event: Event) => void): void => {
      for (const type of types) addEventListener(type, listener, options);
    };
    // When the network goes away a socket does not notice by itself: a ping finds out within moments. A frozen page may
    // resume while hidden, and its socket may have died without an event.
    listen(['online', 'offline', 'resume', 'visibilitychange'], ({ type }) => {
      host.client?.setHidden(document.hidden);
      if (!document.hidden || type !== 'visibilitychange') host.client?.wake();
    });
    listen(['pagehide', 'pageshow'], ({ type }) => host.suspend(type === 'pagehide'));
    listen(['securitypolicyviolation'], (event) =>
      host.client?.forbid((event as SecurityPolicyViolationEvent).blockedURI),
    );
  }

  hostDisconnected(): void {
    this.#abort?.abort();
    this.#abort = undefined;
  }
}
