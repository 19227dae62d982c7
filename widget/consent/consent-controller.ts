import type { Clock } from '../../protocol/clock.ts';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { VisitorChoices } from '../visitor/visitor-choices.ts';
import type { VisitorStorage } from '../visitor/visitor-storage.ts';

/** The card could not be loaded; there is no connection yet whose return would tell when to try again. */
const RETRY_MS = 5_000;

interface Host extends ReactiveControllerHost, HTMLElement {
  consent: 'granted' | 'required';
  readonly choices: VisitorChoices;
  readonly clock: Clock;
}

/**
 * Keeps the `consent` attribute in line with what the visitor answered, and the storage with the attribute: without
 * consent nothing is stored.
 */
export class ConsentController implements ReactiveController {
  readonly #host: Host;
  readonly #storage: VisitorStorage;
  /** The visitor declined. Nothing may be stored, so this holds until the page is reloaded. */
  #declined = false;
  #before: Host['consent'] | undefined;
  #loading: Promise<unknown> | undefined;

  constructor(host: Host, storage: VisitorStorage) {
    this.#host = host;
    this.#storage = storage;
    host.addController(this);
  }

  /** Whether the visitor has to be asked. */
  get pending(): boolean {
    return this.#host.consent === 'required' && !this.#declined && !this.#host.choices.dismissed;
  }

  grant(): void {
    this.#declined = false;
    this.#host.consent = 'granted';
  }

  /** Clears the storage, with the key that proves who the visitor is. */
  withdraw(): void {
    this.#declined = true;
    this.#storage.clear();
    this.#host.consent = 'required';
  }

  /** The visitor's answer to the question. */
  answer(granted: boolean): void {
    if (granted) {
      this.#host.choices.grantConsent();
      this.grant();
    } else {
      this.#declined = true;
      this.#host.requestUpdate();
    }
  }

  hostUpdate(): void {
    const host = this.#host;
    // Removing the attribute does not grant consent.
    if (this.#before === 'required' && !host.hasAttribute('consent')) host.consent = 'required';
    if (host.consent === 'required') {
      // The visitor's own answer holds, whatever a framework writes into its attribute.
      if (host.choices.consented && !this.#declined) host.consent = 'granted';
      else if (this.#before === 'granted') this.#storage.clear();
    }
    this.#before = host.consent;
    this.#storage.allowed = host.consent === 'granted';
    // Of the server's, as the first script was: most pages ask nothing.
    if (this.pending)
      this.#loading ??= import('./live-presence-consent.ts').catch(() => {
        this.#loading = undefined;
        host.clock.after(RETRY_MS, () => host.requestUpdate());
      });
  }
}
