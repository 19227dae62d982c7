import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../../protocol/clock.ts';
import { toJson } from '../client/connection/json.ts';
import { language, type Language } from '../words/language.ts';
import type { Strings } from '../words/messages.ts';
import { observeChanges } from './engine.ts';

/** If a language takes longer than this to load, English is shown until it is there, in ms. */
const PATIENCE_MS = 2_000;
/** Until a language that can't be loaded is tried again, in ms. */
const RETRY_MS = 5_000;

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly clock: Clock;
  readonly strings: Strings | undefined;
}

/**
 * The language of an element: that of its own `lang`, else of the nearest ancestor with one, else the browser's. A
 * change takes effect when the language has loaded. English is built in and loads nothing.
 */
export class LanguageController implements ReactiveController {
  current: Language = language(undefined);

  readonly #host: Host;
  readonly #changed = observeChanges(() => this.#host.requestUpdate());
  /** Language and texts that were requested last. */
  #requested: string | undefined;
  /** Cancels the timer; set while the language is loading. */
  #loading: (() => void) | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const host = this.#host;
    // Removed, it observes nothing and dispatches nothing.
    if (!host.isConnected) return;
    const around = host.closest<HTMLElement>('[lang]') ?? document.documentElement;
    this.#changed.observe(around, { attributeFilter: ['lang'] });
    const tag = host.lang || around.lang || navigator.language;
    const { strings } = host;
    // Compared by content: some pages pass a new object with the same texts at each render.
    const requested = toJson([tag, strings]);
    if (requested === this.#requested) return;
    this.#cancel();
    this.#requested = requested;
    if (/^en(-\w\w)?$/.test(tag)) {
      this.#use(language({ ...strings }, tag));
      return;
    }
    // Until it has loaded, the direction is the page's, most likely that of the language: nothing changes sides.
    if (this.current.pending) {
      const { direction } = getComputedStyle(host);
      this.current = language(undefined, 'en', 'en', direction as Language['dir']);
    }
    const useEnglish = (): void => {
      if (this.current.pending) this.#use(language({}));
    };
    const loading = (this.#loading = host.clock.after(PATIENCE_MS, useEnglish));
    import('../words/languages.ts')
      .then(({ loadLanguage }) => loadLanguage(tag, strings))
      .then((loaded) => {
        if (this.#loading !== loading) return;
        this.#cancel();
        this.#requested = requested;
        this.#use(loaded);
      })
      .catch(() => {
        if (this.#loading !== loading) return;
        // Any update tries again; before the visitor's consent there is no connection that would cause one.
        this.#cancel();
        useEnglish();
        host.clock.after(RETRY_MS, () => host.requestUpdate());
      });
  }

  hostDisconnected(): void {
    this.#changed.disconnect();
    if (this.#loading) this.#cancel();
  }

  /** What is loading is no longer needed. */
  #cancel(): void {
    this.#loading?.();
    this.#loading = this.#requested = undefined;
  }

  #use(current: Language): void {
    const host = this.#host;
    this.current = current;
    host.requestUpdate();
    // For parts that are placed alone in the page.
    const detail = { lang: current.tag };
    host.dispatchEvent(new CustomEvent('presence-language', { detail, bubbles: true, composed: true }));
  }
}
