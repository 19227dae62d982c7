import type { ReactiveController } from 'lit';
import type { PresenceClient } from '../client/presence-client.ts';

/** What the document's life means for the connection. */
export interface LifecycleHost {
  readonly client: PresenceClient | undefined;
  /** The page is put away, maybe to come back as it is: no socket may stay open. */
  suspend(suspended: boolean): void;
}

/** Tells the client of hidden tabs, of the network's return, of what the page's policy stops, and of pages that are put away and taken out again. */
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
    const wake = (): void => host.client?.wake();
    window.addEventListener('online', wake, { signal });
    // A socket does not notice by itself: asked for a sign of life, it is given up within moments.
    window.addEventListener('offline', wake, { signal });
    window.addEventListener('pagehide', () => host.suspend(true), { signal });
    window.addEventListener('pageshow', () => host.suspend(false), { signal });
    const visibility = (): void => {
      host.client?.setHidden(document.hidden);
      if (!document.hidden) wake();
    };
    document.addEventListener('visibilitychange', visibility, { signal });
    document.addEventListener(
      'securitypolicyviolation',
      ({ blockedURI }) => host.client?.forbid(blockedURI),
      { signal },
    );
    // A page that was frozen may come back unseen, and its socket may have died without a word.
    document.addEventListener('resume', wake, { signal });
  }

  hostDisconnected(): void {
    this.#abort?.abort();
    this.#abort = undefined;
  }
}
