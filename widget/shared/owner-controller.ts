import type { CSSResult, LitElement, ReactiveController } from 'lit';
import type { PresenceClient } from '../client/presence-client.ts';
import { SchemeController } from '../host/scheme-controller.ts';
import type { Language } from '../words/language.ts';
import type { PresenceHost } from './presence-host.ts';
import { media, observeChanges } from '../host/engine.ts';

const DARK = media('(prefers-color-scheme: dark)');

/** What a part placed alone takes from its `<live-presence>`. */
interface Owner extends HTMLElement {
  client?: PresenceClient;
  language?: Language;
  theme?: 'auto' | 'light' | 'dark';
}

/**
 * Connects a part that is placed alone in a page to the `<live-presence>` whose id its `for` attribute names. Few
 * pages have such a part, so this is a script of its own.
 */
export class OwnerController implements ReactiveController {
  readonly #host: PresenceHost;
  /** What the page sets for the owner; the page's rules for the part win. */
  readonly #theme = new CSSStyleSheet();
  /** Below the part, on which the page's own scheme has to stay readable. */
  readonly #bothSchemes = new CSSStyleSheet();
  readonly #scheme: SchemeController;
  #rules = '';

  constructor(host: PresenceHost) {
    this.#host = host;
    this.#bothSchemes.replaceSync(':host>*{color-scheme:light dark;color:var(--_text)}');
    const sheets = host.shadowRoot?.adoptedStyleSheets;
    sheets?.unshift(this.#bothSchemes);
    sheets?.push(this.#theme);
    this.#scheme = new SchemeController(host);
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('presence-status', this.#sync);
    document.addEventListener('presence-language', this.#sync);
    DARK?.addEventListener('change', this.#sync);
    this.#sync();
  }

  hostUpdate(): void {
    const owner = this.#host.owner as Owner | null;
    if (!owner) return;
    const { theme = 'auto' } = owner;
    const style = getComputedStyle(owner);
    const { elementStyles } = this.#host.constructor as typeof LitElement;
    const css = (elementStyles as CSSResult[]).map(({ cssText }) => cssText).join();
    const properties = [...css.matchAll(/--live-presence-[\w-]+/g)].map(([name]) => {
      const value = style.getPropertyValue(name);
      return value && `${name}:${value};`;
    });
    const isAuto = theme === 'auto';
    const rules = `:host{${properties.join('')}${isAuto ? '' : `color-scheme:${theme}!important`}}`;
    if (rules !== this.#rules) this.#theme.replaceSync((this.#rules = rules));
    this.#bothSchemes.disabled = !isAuto || !this.#scheme.open;
  }

  hostDisconnected(): void {
    document.removeEventListener('presence-status', this.#sync);
    document.removeEventListener('presence-language', this.#sync);
    DARK?.removeEventListener('change', this.#sync);
    this.#themes.disconnect();
  }

  /** The owner may come later, or change to another room. Its status changes then. */
  readonly #sync = (): void => {
    const host = this.#host;
    const owner: Owner | null = document.getElementById(host.getAttribute('for') ?? '');
    host.owner = owner;
    const client = owner?.client;
    // On a site that the server does not let in, visitors see nothing.
    host.client = client?.refusal?.code === 'forbidden_origin' ? undefined : client;
    if (!owner?.language) return;
    ({ tag: host.lang, dir: host.dir } = host.language = owner.language);
    this.#themes.observe(owner, { attributeFilter: ['theme', 'class', 'style'] });
    host.requestUpdate();
  };

  readonly #themes = observeChanges(this.#sync);
}
