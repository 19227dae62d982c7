import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import { defineOnce } from '../shared/define-once.ts';
import type { PointerSource } from '../shared/pointer-source.ts';
import { internal, PresencePart } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';
import { withTogether } from '../words/together.ts';
import { styles as pickerStyles } from './live-presence-reaction-picker.styles.ts';
import { EMOJI, react } from './react.ts';

/**
 * The emoji that rise from the page. Below the field of the cursor chat, which moves with the pointer, it shows which key
 * lets which one rise there. Opened from the list of people it stands alone: the visitor chooses one, and then clicks or
 * taps the spot (Enter: the middle of the window).
 *
 * @fires pick - One was sent by its key.
 */
export class LivePresenceReactionPicker extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    pointer: internal,
    alone: { type: Boolean, reflect: true },
    placing: { state: true },
  };
  static override styles: CSSResultGroup = [tokens, pickerStyles];

  declare pointer: PointerSource | undefined;
  declare alone: boolean;
  /** What the visitor looks for a spot for. */
  declare placing: string | undefined;

  #keys: EventTarget = window;

  override connectedCallback(): void {
    super.connectedCallback();
    // What is typed in the field is kept from the window.
    this.#keys = this.alone ? window : this.getRootNode();
    this.#keys.addEventListener('keydown', this.#onKeydown, true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#keys.removeEventListener('keydown', this.#onKeydown, true);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { language, placing } = this;
    if (language.pending) return nothing;
    const t = withTogether(language);
    if (placing !== undefined)
      return html`<button class="catch" aria-label=${t('reactAt')} @click=${this.#onSpot}></button>
        <div class="bar how"><span>${placing}</span><span role="status">${t('reactAt')}</span></div>`;
    const buttons = EMOJI.map(this.#button);
    return html`<div class="bar" role="toolbar" aria-label=${t('reactOnPage')}>${buttons}</div>`;
  }

  readonly #button = (emoji: string, at: number): TemplateResult =>
    html`<button class="one" tabindex=${this.alone ? 0 : -1} @click=${() => (this.placing = emoji)}>
      ${emoji}${this.alone ? nothing : html`<small aria-hidden="true">${at + 1}</small>`}
    </button>`;

  protected override updated(): void {
    if (this.alone) this.renderRoot.querySelector('button')?.focus({ preventScroll: true });
  }

  readonly #onSpot = ({ clientX, clientY, detail }: MouseEvent): void => {
    const { placing = '' } = this;
    this.remove();
    // A key is no point.
    this.#react(placing, detail > 0 ? { clientX, clientY } : undefined);
  };

  readonly #onKeydown = (given: Event): void => {
    const event = given as KeyboardEvent;
    if (this.alone) {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      this.remove();
      return;
    }
    const emoji = EMOJI[Number(event.key) - 1];
    if (emoji === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.#react(emoji, this.pointer?.at);
    this.dispatchEvent(new Event('pick'));
  };

  /** @param at undefined: the middle of the window */
  #react(emoji: string, at: { clientX: number; clientY: number } | undefined): void {
    const { client, clock } = this;
    const { clientX = innerWidth / 2, clientY = innerHeight / 2 } = at ?? {};
    if (client) react(client, clock, emoji, clientX, clientY).catch(() => undefined);
  }
}

defineOnce('live-presence-reaction-picker', LivePresenceReactionPicker);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-reaction-picker': LivePresenceReactionPicker;
  }
}
