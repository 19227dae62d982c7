import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../../protocol/clock.ts';
import { language, type Language } from '../words/language.ts';
import type { Strings } from '../words/messages.ts';

/** For a language that is not there after so long we speak English meanwhile, in ms. */
const PATIENCE_MS = 2_000;

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly clock: Clock;
  readonly strings: Strings | undefined;
}

/**
 * Which language an element speaks: that of its `lang`, else of what it stands in, else of the browser. What of it
 * changes takes effect as soon as the language is loaded. English is there, and no other is asked for then.
 */
export class LanguageController implements ReactiveController {
  current: Language = language(undefined);

  readonly #host: Host;
  readonly #changed = new MutationObserver(() => this.#host.requestUpdate());
  /** Language and texts that were asked for last. */
  #wish: string | undefined;
  /** While that is being loaded, the timer of our patience. */
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
    // What is taken away listens to nothing and says nothing.
    if (!host.isConnected) return;
    const around = host.closest<HTMLElement>('[lang]') ?? document.documentElement;
    this.#changed.observe(around, { attributeFilter: ['lang'] });
    const tag = host.lang || around.lang || navigator.language;
    const { strings } = host;
    // By what they say: some pages make the same texts anew for each rendering.
    const wish = JSON.stringify([tag, strings]);
    if (wish === this.#wish) return;
    this.#forget();
    this.#wish = wish;
    if (/^en(-\w\w)?$/.test(tag)) {
      this.#speak(language({ ...strings }, tag));
      return;
    }
    // Until then the direction is the page's, which is most likely the language's: nothing changes sides.
    if (this.current.pending) {
      const { direction } = getComputedStyle(host);
      this.current = language(undefined, 'en', 'en', direction as Language['dir']);
    }
    const meanwhile = (): void => {
      if (this.current.pending) this.#speak(language({}));
    };
    const loading = (this.#loading = host.clock.after(PATIENCE_MS, meanwhile));
    import('../words/languages.ts')
      .then(({ loadLanguage }) => loadLanguage(tag, strings))
      .then((loaded) => {
        if (this.#loading !== loading) return;
        this.#forget();
        this.#wish = wish;
        this.#speak(loaded);
      })
      .catch(() => {
        if (this.#loading !== loading) return;
        // The server is away: some later update tries again.
        this.#forget();
        meanwhile();
      });
  }

  hostDisconnected(): void {
    this.#changed.disconnect();
    if (this.#loading) this.#forget();
  }

  /** What is being loaded is wanted no more. */
  #forget(): void {
    this.#loading?.();
    this.#loading = this.#wish = undefined;
  }

  #speak(current: Language): void {
    const host = this.#host;
    this.current = current;
    host.requestUpdate();
    // Parts that stand alone in the page hear of it.
    const detail = { lang: current.tag };
    host.dispatchEvent(new CustomEvent('presence-language', { detail, bubbles: true, composed: true }));
  }
}
