import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../client/clock.ts';
import { language, type Language } from '../words/language.ts';
import type { Strings } from '../words/words.ts';

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
  #wish: string | undefined;
  #strings: Strings | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    const host = this.#host;
    const around = host.closest<HTMLElement>('[lang]') ?? document.documentElement;
    this.#changed.observe(around, { attributeFilter: ['lang'] });
    const wish = host.lang || around.lang || navigator.language;
    const { strings } = host;
    if (wish === this.#wish && strings === this.#strings) return;
    this.#wish = wish;
    this.#strings = strings;
    if (/^en(-\w\w)?$/.test(wish)) {
      this.#speak(language({ ...strings }, wish));
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
    host.clock.setTimeout(meanwhile, PATIENCE_MS);
    import('../words/languages.ts')
      .then(({ loadLanguage }) => loadLanguage(wish, strings))
      .then((loaded) => {
        if (this.#wish === wish && this.#strings === strings) this.#speak(loaded);
      })
      .catch(() => {
        // The server is away: some later update tries again.
        this.#wish = undefined;
        meanwhile();
      });
  }

  hostDisconnected(): void {
    this.#changed.disconnect();
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
