import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import { styles } from './live-presence-consent.styles.ts';
import { internal, PresencePart } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';

/**
 * Asks the visitor before anything is opened, sent or stored. It takes no focus and covers little: the page can be
 * used without an answer.
 *
 * @csspart consent - The card.
 * @csspart consent-grant - The button that agrees.
 * @csspart consent-decline - The other one.
 */
export class LivePresenceConsent extends PresencePart {
  static override properties: PropertyDeclarations = { ...PresencePart.properties, answer: internal };
  static override styles: CSSResultGroup = [tokens, styles];

  /** Told what the visitor chose. */
  declare answer: ((granted: boolean) => void) | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { t: say, pending } = this.language;
    if (pending) return nothing;
    return html`<section part="consent" aria-labelledby="ask">
      <p id="ask">${say('ask')}</p>
      <div>
        <button part="consent-decline" @click=${() => this.answer?.(false)}>${say('decline')}</button>
        <button class="grant" part="consent-grant" @click=${() => this.answer?.(true)}>
          ${say('grant')}
        </button>
      </div>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-consent': LivePresenceConsent;
  }
}
