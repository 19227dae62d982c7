import { html, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import { COLORS } from '../../protocol/colors.ts';
import { paint } from '../shared/colours.ts';
import { defineOnce } from '../shared/define-once.ts';
import { styles } from './live-presence-profile.styles.ts';
import { internal, PresencePart, type PresenceOwner } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';

/**
 * Where the visitor chooses name and colour. Both are stored.
 *
 * @fires close - The visitor has chosen, or does not want to.
 */
export class LivePresenceProfile extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    owner: internal,
  };
  static override styles: CSSResultGroup = [tokens, styles];

  declare owner: PresenceOwner | undefined;

  protected override render(): TemplateResult {
    const { t } = this.language;
    const { name = '', color = '' } = this.client?.self ?? {};
    // A colour of the site's own stays among the choices.
    const colors = COLORS.includes(color) ? COLORS : [color, ...COLORS];
    const swatches = colors.map(
      (each, index) =>
        html`<input
          type="radio"
          name="color"
          .value=${each}
          aria-label=${t('colourNumber', { number: index + 1 })}
          .checked=${each === color}
          .style=${paint({ color: each })}
        />`,
    );
    return html`<form @submit=${this.#submit}>
      <label for="name">${t('name')}</label>
      <input
        id="name"
        name="name"
        autocomplete="nickname"
        maxlength=${this.client?.limits.nameLength ?? 40}
        .value=${name}
      />
      <fieldset>
        <legend>${t('colour')}</legend>
        ${swatches}
      </fieldset>
      <div>
        <button type="button" @click=${this.#close}>${t('cancel')}</button>
        <button class="save">${t('save')}</button>
      </div>
    </form>`;
  }

  protected override firstUpdated(): void {
    const name = this.renderRoot.querySelector('input');
    // Unlike select(), focus() scrolls to it. What was typed early has come with it.
    name?.focus();
    if (name?.value === this.client?.self?.name) name?.select();
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
    this.#close();
  };

  readonly #close = (): void => {
    this.dispatchEvent(new Event('close'));
  };
}

defineOnce('live-presence-profile', LivePresenceProfile);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-profile': LivePresenceProfile;
  }
}
