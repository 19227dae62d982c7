import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Member } from '../../protocol/messages.ts';
import { CountdownController } from '../controllers/countdown-controller.ts';
import { PresenceController } from '../controllers/presence-controller.ts';
import { closeIcon } from './icons.ts';
import { styles } from './live-presence-people.styles.ts';
import { PANEL_WORDS } from './panel-words.ts';
import { panel } from './panel.styles.ts';
import { avatar } from './person.ts';
import { internal, PresencePart } from './presence-part.ts';
import { tokens } from './tokens.styles.ts';
import { retryText, statusText, WORDS } from './words.ts';

/**
 * The list of who is here: those on this page first, oneself at the top. It says that others see one's cursor, and
 * how to hide it all.
 *
 * @csspart person - One entry.
 * @csspart avatar - Picture or initials of one person.
 * @csspart status - State of the connection.
 */
export class LivePresencePeople extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    sharing: internal,
    dismiss: internal,
    close: internal,
  };
  static override styles: CSSResultGroup = [tokens, panel, styles];

  declare sharing: boolean;
  declare dismiss: (() => void) | undefined;
  declare close: (() => void) | undefined;

  constructor() {
    super();
    new PresenceController(this, ['status', 'roster']);
    this.addController(new CountdownController(this));
    this.sharing = true;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { client } = this;
    if (!client) return nothing;
    const { roster, self, status, page, refusal } = client;
    const { count, members } = roster;
    const rank = ({ id, pages }: Member): number => (id === self?.id ? 0 : pages.includes(page) ? 1 : 2);
    const people = [...members.values()].sort((a, b) => rank(a) - rank(b));
    const text = statusText(status);
    return html`<header role="none">
        <hgroup>
          <h2 id="title" tabindex="-1">
            ${count === 0 ? WORDS.people : count > 1 ? WORDS.here(count) : PANEL_WORDS.onlyYou}
          </h2>
          <p class="quiet status" part="status">
            <span class="dot ${status}"></span>
            <span>${text ? text + retryText(client, this.clock.now()) : PANEL_WORDS.connected}</span>
            ${
              status === 'reconnecting'
                ? html`<button class="link" @click=${() => client.wake()}>${PANEL_WORDS.tryNow}</button>`
                : nothing
            }
          </p>
          ${refusal ? html`<p class="quiet">${PANEL_WORDS.refused(refusal.code)}</p>` : nothing}
        </hgroup>
        <button class="icon" aria-label=${PANEL_WORDS.close} @click=${this.close}>${closeIcon}</button>
      </header>
      <ul class="scroll" role="list" tabindex="0" aria-labelledby="title">
        ${repeat(
          people,
          ({ id }) => id,
          (person) => this.#person(person, person.id === self?.id, page),
        )}
        ${
          count > people.length
            ? html`<li class="quiet">${PANEL_WORDS.unnamed(count - people.length)}</li>`
            : nothing
        }
      </ul>
      <footer role="none">
        <p class="quiet">
          ${count === 0 ? nothing : this.sharing ? PANEL_WORDS.shared : PANEL_WORDS.unshared}
        </p>
        ${
          this.dismiss
            ? html`<button class="link" @click=${this.dismiss}>${PANEL_WORDS.dismiss}</button>`
            : nothing
        }
      </footer>`;
  }

  protected override firstUpdated(): void {
    this.role = 'dialog';
    this.ariaLabel = WORDS.people;
    // It was asked for: whoever opened it goes on from here.
    this.renderRoot.querySelector('h2')?.focus({ preventScroll: true });
  }

  #person(person: Member, own: boolean, page: string): TemplateResult {
    const notes = [
      person.away && PANEL_WORDS.away,
      !own && !person.pages.includes(page) && person.pages[0] && `${PANEL_WORDS.on} ${person.pages[0]}`,
    ].filter(Boolean);
    return html`<li part="person" class=${person.away ? 'away' : ''} data-member=${person.id}>
      ${avatar(person)}<span class="who"
        ><bdi class="name">${person.name}</bdi>${
          notes.length ? html`<span class="where quiet">${notes.join(' · ')}</span>` : nothing
        }</span
      >${own ? html`<span class="tag quiet">${WORDS.you}</span>` : nothing}
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-people': LivePresencePeople;
  }
}
