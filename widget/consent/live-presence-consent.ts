import { html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { defineOnce } from '../shared/define-once.ts';
import { CONSENT } from '../words/english-consent.ts';
import { addMessages } from '../words/language.ts';
import { styles } from './live-presence-consent.styles.ts';
import { PresencePart } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';

addMessages(CONSENT);

/**
 * Asks the visitor for consent before anything is opened, sent or stored. It takes no focus and covers little: the
 * page can be used without an answer.
 *
 * @csspart consent - The card.
 * @csspart consent-grant - The button that agrees.
 * @csspart consent-decline - The button that declines.
 * @fires consent-answer - The visitor answered; `detail` is whether they agreed.
 */
export class LivePresenceConsent extends PresencePart {
  static override styles: CSSResultGroup = [tokens, styles];

  protected override render(): TemplateResult | typeof nothing {
    const { t, pending } = this.language;
    if (pending) return nothing;
    return html`<section part="consent" aria-labelledby="ask">
      <p id="ask">${t('ask')}</p>
      <div>
        <button part="consent-decline" @click=${() => this.#answer(false)}>${t('decline')}</button>
        <button class="grant" part="consent-grant" @click=${() => this.#answer(true)}>${t('grant')}</button>
      </div>
    </section>`;
  }

  #answer(granted: boolean): void {
    this.dispatchEvent(new CustomEvent('consent-answer', { detail: granted }));
  }
}

defineOnce('live-presence-consent', LivePresenceConsent);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-consent': LivePresenceConsent;
  }
}
