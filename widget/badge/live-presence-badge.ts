import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import { CountdownController } from '../shared/countdown-controller.ts';
import { PresenceController } from '../shared/presence-controller.ts';
import { connectionText } from '../shared/connection-text.ts';
import { styles } from './live-presence-badge.styles.ts';
import { loadPeople, loadedPeople } from './load-people.ts';
import { avatar } from '../shared/avatar.ts';
import { isComposing } from '../shared/is-composing.ts';
import { internal, PresencePart, type PresenceOwner } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';

/** Most avatars that are shown, beside the number of all. */
const SHOWN = 5;

/**
 * The number of people here, some of their avatars, and the state of the connection. A click opens the list of people.
 *
 * @attr for - Id of the `<live-presence>` whose people are shown, if the badge is placed alone.
 * @slot icon - Stands first in the pill.
 * @csspart badge - The pill.
 * @csspart avatar - One person's picture or initials.
 * @csspart count - The number of people.
 * @csspart status - State of the connection.
 * @csspart people - The list that a click opens.
 * @csspart person - One entry of it.
 * @csspart profile - Where the visitor chooses name and colour.
 */
export class LivePresenceBadge extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    owner: internal,
    unshared: internal,
    open: { state: true },
  };
  static override styles: CSSResultGroup = [tokens, styles];

  /** What the badge belongs to. */
  declare owner: PresenceOwner | undefined;
  /** The visitor's own cursor is not shared, by their choice or their browser's. */
  declare unshared: boolean;
  declare open: boolean;

  /** The button gets the focus once it is there. */
  #focus = false;

  constructor() {
    super();
    new PresenceController(this, ['status', 'roster']);
    this.open = this.unshared = false;
    // A click elsewhere closes the list, also one in the chat, which keeps it to itself.
    this.addController({
      hostConnected: () => document.addEventListener('pointerdown', this.#onPointerdown, true),
      hostDisconnected: () => document.removeEventListener('pointerdown', this.#onPointerdown, true),
    });
    this.addController(new CountdownController(this));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { client, language } = this;
    if (!client) return nothing;
    // It may also have been opened by a click on what stood in for it before it was defined.
    if (this.open && !loadedPeople()) void this.#load();
    const { status, roster, self } = client;
    const { count } = roster;
    const people = [...roster.members.values()];
    // The visitor comes last: the others are what is new.
    const shown = people
      .filter(({ id }) => id !== self?.id)
      .concat(self ?? [])
      .slice(0, SHOWN)
      .map(avatar);
    const text = connectionText(language, client);
    return html`<button
        class="badge ${text && 'off'} ${status === 'connecting' ? 'fresh' : ''}"
        part="badge"
        aria-haspopup="dialog"
        aria-expanded=${this.open}
        @click=${this.#toggle}
        @keydown=${this.#onKeydown}
      >
        <slot name="icon"></slot>
        <span class="stack" aria-hidden="true">${shown}</span>
        ${
          count
            ? html`<span
                class="count"
                part="count"
                role="img"
                aria-label=${language.t('here', { count })}
                .textContent=${language.number(count)}
              ></span>`
            : nothing
        }
        ${
          this.unshared && !text
            ? html`<svg
                width="16"
                height="16"
                viewBox="0 0 16 16"
                role="img"
                aria-label=${language.t('cursorUnshared')}
              >
                <path d="m3 3 4 10 1.8-4.2L13 7ZM14 2 2 14" />
              </svg>`
            : nothing
        }
        <span class="status" part="status"
          ><span class="dot ${status}"></span>${
            text ? html`<span>${connectionText(language, client, this.clock.now())}</span>` : nothing
          }</span
        >
      </button>
      <span class="unseen" role="status">${count ? text : nothing}</span>
      ${this.open ? loadedPeople()?.peopleList(this, this.#close, this.#onKeydown) : nothing}`;
  }

  protected override updated(): void {
    if (!this.#focus || !this.client) return;
    this.#focus = false;
    if (document.activeElement === document.body) this.renderRoot.querySelector('button')?.focus();
  }

  /** The visitor has opened the list by what stood in for the element. */
  takeFocus(): void {
    this.#focus = true;
    this.requestUpdate();
  }

  readonly #toggle = (): void => {
    if (this.open) this.#close();
    else this.open = true;
  };

  async #load(): Promise<void> {
    if (await loadPeople()) {
      this.requestUpdate();
      return;
    }
    // The next click tries again. This one is worth an attempt to connect.
    this.#close();
    this.client?.wake();
  }

  readonly #close = (): void => {
    if (!this.open) return;
    this.open = false;
    const focus = this.renderRoot.querySelector('button');
    if (this.shadowRoot?.activeElement !== focus && this.matches(':focus-within')) focus?.focus();
  };

  readonly #onPointerdown = (event: Event): void => {
    if (this.open && !event.composedPath().includes(this)) this.#close();
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || isComposing(event) || !this.open) return;
    event.stopPropagation();
    this.#close();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-badge': LivePresenceBadge;
  }
}
