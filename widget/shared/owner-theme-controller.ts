import type { CSSResult, LitElement, ReactiveController } from 'lit';
import { media, observeChanges } from '../host/engine.ts';
import { SchemeController } from '../host/scheme-controller.ts';
import type { PresenceHost } from './presence-host.ts';

const DARK = media('(prefers-color-scheme: dark)');

interface Owner extends HTMLElement {
  theme?: 'auto' | 'light' | 'dark';
}

/** Gives a part placed alone in a page the theme of its `<live-presence>`. A script of its own, as few pages have one. */
export class OwnerThemeController implements ReactiveController {
  readonly #host: PresenceHost;
  /** What the page sets for the owner; the page's rules for the part win. */
  readonly #theme = new CSSStyleSheet();
  /** Below the part, on which the page's own scheme has to stay readable. */
  readonly #bothSchemes = new CSSStyleSheet();
  readonly #scheme: SchemeController;
  readonly #update = (): void => {
    this.#host.requestUpdate();
  };
  readonly #changes = observeChanges(this.#update);
  #owner: Owner | undefined;
  #rules = '';

  constructor(host: PresenceHost) {
    this.#host = host;
    this.#bothSchemes.replaceSync(':host>*{color-scheme:light dark;color:var(--_text)}');
    const sheets = host.shadowRoot?.adoptedStyleSheets;
    sheets?.unshift(this.#bothSchemes);
    sheets?.push(this.#theme);
    this.#scheme = new SchemeController(host);
    host.addController(this);
    this.#update();
  }

  hostConnected(): void {
    DARK?.addEventListener('change', this.#update);
  }

  hostUpdate(): void {
    const owner = this.#host.owner as Owner | null | undefined;
    if (!owner) return;
    if (owner !== this.#owner) {
      this.#changes.disconnect();
      this.#changes.observe(owner, { attributeFilter: ['theme', 'class', 'style'] });
      this.#owner = owner;
    }
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
    DARK?.removeEventListener('change', this.#update);
    this.#changes.disconnect();
    this.#owner = undefined;
  }
}
