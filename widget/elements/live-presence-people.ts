import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Member } from '../../protocol/messages.ts';
import { CountdownController } from '../controllers/countdown-controller.ts';
import { PresenceController } from '../controllers/presence-controller.ts';
import { defineOnce } from './define-once.ts';
import { closeIcon, editIcon } from './icons.ts';
import { styles } from './live-presence-people.styles.ts';
import './live-presence-profile.ts';
import { addressOf } from './page-address.ts';
import { KeyedRows } from './keyed-rows.ts';
import { PEOPLE_WORDS } from './people-words.ts';
import { panel } from './panel.styles.ts';
import { avatar } from './person.ts';
import { internal, PresencePart, type PresenceOwner, type Visibility } from './presence-part.ts';
import { switchButton } from './switch-button.ts';
import { tokens } from './tokens.styles.ts';
import { retryText, statusText, WORDS } from './words.ts';

/**
 * The list of who is here: those on this page first, oneself at the top. A click on somebody scrolls to their cursor,
 * or follows the link to the page where they are. Below it the visitor chooses whose cursors are seen, and can hide it
 * all.
 *
 * @csspart person - One entry.
 * @csspart profile - Where the visitor chooses name and colour.
 * @csspart avatar - Picture or initials of one person.
 * @csspart status - State of the connection.
 */
export class LivePresencePeople extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    owner: internal,
    close: internal,
    lost: { state: true },
    editing: { state: true },
    leaving: { state: true },
  };
  static override styles: CSSResultGroup = [tokens, panel, styles];

  declare owner: PresenceOwner | undefined;
  declare close: (() => void) | undefined;
  /** Id of who was last looked for in vain. */
  declare lost: string | undefined;
  /** The visitor is choosing name and colour. */
  declare editing: boolean;
  /** The visitor takes their consent back; `failed`: what they said could not be erased. */
  declare leaving: 'asked' | 'failed' | undefined;

  readonly #list = new KeyedRows();

  constructor() {
    super();
    this.editing = false;
    new PresenceController(this, ['status', 'roster']);
    this.addController(new CountdownController(this));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { client, owner } = this;
    if (!client) return nothing;
    const { roster, status, refusal } = client;
    const { count, members } = roster;
    const text = statusText(status);
    return html`<header role="none">
        <hgroup>
          <h2 id="title" tabindex="-1">
            ${count === 0 ? WORDS.people : count > 1 ? WORDS.here(count) : PEOPLE_WORDS.onlyYou}
          </h2>
          <p class="quiet status" part="status">
            <span class="dot ${status}"></span>
            <span>${text ? text + retryText(client, this.clock.now()) : PEOPLE_WORDS.connected}</span>
            ${
              status === 'reconnecting'
                ? html`<button class="link" @click=${() => client.wake()}>${PEOPLE_WORDS.tryNow}</button>`
                : nothing
            }
          </p>
          ${refusal ? html`<p class="quiet">${PEOPLE_WORDS.refused(refusal.code)}</p>` : nothing}
        </hgroup>
        <button class="icon" aria-label=${PEOPLE_WORDS.close} @click=${this.close}>${closeIcon}</button>
      </header>
      ${
        this.editing
          ? html`<live-presence-profile
              part="profile"
              .client=${client}
              .owner=${owner}
              .done=${this.#edited}
            ></live-presence-profile>`
          : nothing
      }
      <ul class="scroll" role="list" tabindex="0" aria-labelledby="title">
        <div class="row" role="none"></div>
        ${
          count > members.size
            ? html`<li class="quiet">${PEOPLE_WORDS.unnamed(count - members.size)}</li>`
            : nothing
        }
      </ul>
      <footer role="none">
        ${
          owner?.cursors === 'on'
            ? html`${this.#switch('others', PEOPLE_WORDS.showOthers)}${this.#switch('own', PEOPLE_WORDS.showOwn)}`
            : html`<p class="quiet">${count === 0 ? nothing : PEOPLE_WORDS.unshared}</p>`
        }
        ${owner?.cursors === 'on' && owner.privacy ? html`<p class="quiet">${PEOPLE_WORDS.private}</p>` : nothing}
        ${owner?.consented ? this.#leave(owner) : nothing}
        ${
          owner
            ? html`<button class="link" @click=${() => owner.dismiss()}>${PEOPLE_WORDS.dismiss}</button>`
            : nothing
        }
      </footer>`;
  }

  protected override updated(): void {
    const list = this.renderRoot.querySelector('.row');
    const { roster, self, page } = this.client ?? {};
    if (!list || !roster || page === undefined) return;
    const rank = ({ id, pages }: Member): number => (id === self?.id ? 0 : pages.includes(page) ? 1 : 2);
    const people = [...roster.members.values()].sort((a, b) => rank(a) - rank(b));
    this.#list.draw(
      list,
      people.map((person) => ({ key: person.id, row: this.#person(person, person.id === self?.id, page) })),
    );
  }

  protected override firstUpdated(): void {
    this.role = 'dialog';
    this.ariaLabel = WORDS.people;
    // It was asked for: whoever opened it goes on from here.
    this.renderRoot.querySelector('h2')?.focus({ preventScroll: true });
  }

  #switch(what: keyof Visibility, text: string): TemplateResult {
    const on = this.owner?.visibility[what] ?? true;
    return switchButton(text, on, () => {
      this.owner?.setVisibility({ [what]: !on });
      this.requestUpdate();
    });
  }

  #person(person: Member, own: boolean, page: string): TemplateResult {
    const { id, away, name, pages } = person;
    const here = pages.includes(page);
    const elsewhere = !own && !here ? pages[0] : undefined;
    const notes = [
      away && PEOPLE_WORDS.away,
      elsewhere && `${PEOPLE_WORDS.on} ${elsewhere}`,
      id === this.lost && PEOPLE_WORDS.nowhere,
    ].filter(Boolean);
    const content = html`${avatar(person)}<span class="who"
        ><bdi class="name">${name}</bdi>${
          notes.length ? html`<span class="where quiet">${notes.join(' · ')}</span>` : nothing
        }</span
      >${own ? html`<span class="tag quiet">${WORDS.you}</span>` : nothing}`;
    const href = elsewhere === undefined ? undefined : addressOf(elsewhere);
    const reachable = here && !own && this.owner?.cursors === 'on' && this.owner.visibility.others;
    return html`<li part="person" class=${away ? 'away' : ''} data-member=${id}>
      ${
        href
          ? html`<a class="entry" href=${href} title=${PEOPLE_WORDS.follow}>${content}</a>`
          : reachable
            ? html`<button class="entry" title=${PEOPLE_WORDS.goTo} @click=${() => this.#goTo(id)}>
                ${content}
              </button>`
            : html`<span class="entry">${content}</span>`
      }
      ${
        own && this.owner && !this.owner.token && !this.editing
          ? html`<button
              class="icon"
              aria-label=${PEOPLE_WORDS.editProfile}
              title=${PEOPLE_WORDS.editProfile}
              @click=${this.#edit}
            >
              ${editIcon}
            </button>`
          : nothing
      }
    </li>`;
  }

  #leave(owner: PresenceOwner): TemplateResult {
    if (!this.leaving) {
      return html`<button class="link" @click=${() => (this.leaving = 'asked')}>
        ${PEOPLE_WORDS.withdraw}
      </button>`;
    }
    const erase = async (): Promise<void> => {
      if (!(await owner.withdrawConsent(true))) this.leaving = 'failed';
    };
    return html`<p class="quiet" role="status">
        ${this.leaving === 'failed' ? PEOPLE_WORDS.notErased : PEOPLE_WORDS.withdrawAsk}
      </p>
      <button class="link" @click=${erase}>${PEOPLE_WORDS.erase}</button>
      <button class="link" @click=${() => owner.withdrawConsent()}>${PEOPLE_WORDS.keep}</button>`;
  }

  readonly #edit = (): void => {
    this.editing = true;
  };

  readonly #edited = (): void => {
    this.editing = false;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('li .icon')?.focus());
  };

  #goTo(id: string): void {
    this.lost = this.owner?.scrollToMember(id) ? undefined : id;
  }
}

defineOnce('live-presence-people', LivePresencePeople);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-people': LivePresencePeople;
  }
}
