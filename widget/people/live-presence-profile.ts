import { html, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import { COLORS } from '../../protocol/colors.ts';
import { paint } from '../shared/colours.ts';
import { defineOnce } from '../shared/define-once.ts';
import { styles } from './live-presence-profile.styles.ts';
import { internal, PresencePart, type PresenceOwner } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';

/** Where visitors say how they want to be called and which colour they have. It is remembered. */
export class LivePresenceProfile extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    owner: internal,
    done: internal,
  };
  static override styles: CSSResultGroup = [tokens, styles];

  declare owner: PresenceOwner | undefined;
  /** Called when the visitor has chosen, or does not want to. */
  declare done: (() => void) | undefined;

  protected override render(): TemplateResult {
    const { t: say } = this.language;
    const { name = '', color = '' } = this.client?.self ?? {};
    // Who was given another colour by the site keeps it, unless they choose.
    const colors = COLORS.includes(color) ? COLORS : [color, ...COLORS];
    const swatches = colors.map(
      (each, index) =>
        html`<input
          type="radio"
          name="color"
          .value=${each}
          aria-label=${say('colourNumber', { number: index + 1 })}
          .checked=${each === color}
          .style=${paint({ color: each })}
        />`,
    );
    return html`<form @submit=${this.#submit}>
      <label for="name">${say('name')}</label>
      <input
        id="name"
        name="name"
        autocomplete="nickname"
        maxlength=${this.client?.limits.nameLength ?? 40}
        .value=${name}
      />
      <fieldset>
        <legend>${say('colour')}</legend>
        ${swatches}
      </fieldset>
      <div>
        <button type="button" @click=${this.done}>${say('cancel')}</button>
        <button class="save">${say('save')}</button>
      </div>
    </form>`;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('input')?.select();
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const chosen = (selector: string): string =>
      this.renderRoot.querySelector<HTMLInputElement>(selector)?.value.trim() ?? '';
    const [name, color] = [chosen('#name'), chosen(':checked')];
    const before = this.client?.self;
    this.owner?.choices.setProfile({
      ...(name !== before?.name && { name }),
      ...(color !== before?.color && { color }),
    });
    this.done?.();
  };
}

defineOnce('live-presence-profile', LivePresenceProfile);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-profile': LivePresenceProfile;
  }
}
