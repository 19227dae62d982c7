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
    const options = { signal };
    const host = this.#host;
    const wake = (): void => host.client?.wake();
    window.addEventListener('online', wake, options);
    // A socket does not notice by itself: a ping finds out within moments.
    window.addEventListener('offline', wake, options);
    window.addEventListener('pagehide', () => host.suspend(true), options);
    window.addEventListener('pageshow', () => host.suspend(false), options);
    const visibility = (): void => {
      host.client?.setHidden(document.hidden);
      if (!document.hidden) wake();
    };
    document.addEventListener('visibilitychange', visibility, options);
    const blocked = ({ blockedURI }: SecurityPolicyViolationEvent): void => host.client?.forbid(blockedURI);
    document.addEventListener('securitypolicyviolation', blocked, options);
    // A frozen page may resume while hidden, and its socket may have died without an event.
    document.addEventListener('resume', wake, options);
  }

  hostDisconnected(): void {
    this.#abort?.abort();
    this.#abort = undefined;
  }
}
