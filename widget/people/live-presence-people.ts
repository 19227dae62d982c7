import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Member } from '../../protocol/presence.ts';
import { CountdownController } from '../shared/countdown-controller.ts';
import { PresenceController } from '../shared/presence-controller.ts';
import { connectionText } from '../shared/connection-text.ts';
import { defineOnce } from '../shared/define-once.ts';
import { closeIcon, editIcon } from '../shared/icons.ts';
import { styles } from './live-presence-people.styles.ts';
import './live-presence-profile.ts';
import { placePopover } from '../shared/popover-placement.ts';
import { addressOf } from '../shared/page-address.ts';
import { KeyedRows } from '../shared/keyed-rows.ts';
import { panel } from '../shared/panel.styles.ts';
import { avatar } from '../shared/avatar.ts';
import { internal, PresencePart, type PresenceOwner } from '../shared/presence-part.ts';
import type { Visibility } from '../visitor/visitor-choices.ts';
import { switchButton } from '../shared/switch-button.ts';
import { tokens } from '../shared/tokens.styles.ts';
import { errorText } from '../shared/error-text.ts';
import { PEOPLE } from '../words/english-people.ts';
import { addMessages } from '../words/language.ts';

addMessages(PEOPLE);

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
  #shown = false;

  constructor() {
    super();
    this.editing = false;
    new PresenceController(this, ['status', 'roster']);
    this.addController(new CountdownController(this));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { client, owner, language } = this;
    if (!client || language.pending) return nothing;
    const { t: say } = language;
    const { roster, status, refusal, hint } = client;
    const cause = refusal ?? hint;
    const { count, members } = roster;
    const text = connectionText(language, client, this.clock.now());
    return html`<header role="none">
        <hgroup>
          <h2 id="title" tabindex="-1">
            ${count === 0 ? say('people') : count > 1 ? say('here', { count }) : say('onlyYou')}
          </h2>
          <p class="quiet status" part="status">
            <span class="dot ${status}"></span>
            <span>${text || say('connected')}</span>
            ${
              status === 'reconnecting'
                ? html`<button class="link" @click=${() => client.wake()}>${say('tryNow')}</button>`
                : nothing
            }
          </p>
          ${cause ? html`<p class="quiet">${errorText(language, 'refusal', cause.code)}</p>` : nothing}
        </hgroup>
        <button class="icon" aria-label=${say('close')} @click=${this.close}>${closeIcon}</button>
      </header>
      ${
        this.editing
          ? html`<live-presence-profile
              part="profile"
              .client=${client}
              .owner=${owner}
              .language=${language}
              .done=${this.#edited}
            ></live-presence-profile>`
          : nothing
      }
      <ul class="scroll" role="list" tabindex="0" aria-labelledby="title">
        <div class="row" role="none"></div>
        ${
          count > members.size
            ? html`<li class="quiet">${say('unnamed', { count: count - members.size })}</li>`
            : nothing
        }
      </ul>
      <footer role="none" ?hidden=${this.editing}>
        ${
          owner?.cursors === 'on'
            ? html`${this.#switch('showOthers', say('showOthers'))}${this.#switch('shareOwn', say('showOwn'))}`
            : html`<p class="quiet">${count === 0 ? nothing : say('unshared')}</p>`
        }
        ${owner?.cursors === 'on' && owner.choices.privacy ? html`<p class="quiet">${say('private')}</p>` : nothing}
        ${owner?.choices.consented ? this.#leave(owner) : nothing}
        ${
          owner
            ? html`<button class="link" @click=${() => owner.dismiss()}>${say('dismiss')}</button>`
            : nothing
        }
      </footer>`;
  }

  protected override updated(): void {
    this.role = 'dialog';
    this.ariaLabel = this.language.t('people');
    const list = this.renderRoot.querySelector('.row');
    const { roster, self, page } = this.client ?? {};
    if (!list || !roster || page === undefined) return;
    // It was asked for: whoever opened it goes on from here.
    if (!this.#shown) {
      placePopover(this);
      this.renderRoot.querySelector('h2')?.focus({ preventScroll: true });
    }
    this.#shown = true;
    const rank = ({ id, pages }: Member): number => (id === self?.id ? 0 : pages.includes(page) ? 1 : 2);
    const people = [...roster.members.values()].sort((a, b) => rank(a) - rank(b));
    this.#list.draw(
      list,
      people.map((person) => ({ key: person.id, row: this.#person(person, person.id === self?.id, page) })),
    );
  }

  #switch(what: keyof Visibility, text: string): TemplateResult {
    const on = this.owner?.choices.visibility[what] ?? true;
    return switchButton(text, on, () => {
      this.owner?.choices.setVisibility({ [what]: !on });
      this.requestUpdate();
    });
  }

  #person(person: Member, own: boolean, page: string): TemplateResult {
    const { t: say } = this.language;
    const { id, away, name, pages } = person;
    const here = pages.includes(page);
    const elsewhere = !own && !here ? pages[0] : undefined;
    const notes = [
      away && say('away'),
      elsewhere !== undefined && say('onPage', { page: elsewhere }),
      id === this.lost && say('nowhere'),
    ].filter(Boolean);
    const content = html`${avatar(person)}<span class="who"
        ><bdi class="name">${name}</bdi>${
          notes.length ? html`<span class="where quiet">${notes.join(' · ')}</span>` : nothing
        }</span
      >${own ? html`<span class="tag quiet">${say('you')}</span>` : nothing}`;
    const href = elsewhere === undefined ? undefined : addressOf(elsewhere);
    const reachable =
      here && !own && this.owner?.cursors === 'on' && this.owner.choices.visibility.showOthers;
    return html`<li part="person" class=${away ? 'away' : ''} data-member=${id}>
      ${
        href
          ? html`<a class="entry" href=${href} title=${say('follow')}>${content}</a>`
          : reachable
            ? html`<button class="entry" title=${say('goTo')} @click=${() => this.#goTo(id)}>
                ${content}
              </button>`
            : html`<span class="entry">${content}</span>`
      }
      ${
        own && this.owner && !this.owner.token && !this.editing
          ? html`<button
              class="icon"
              aria-label=${this.language.t('editProfile')}
              title=${this.language.t('editProfile')}
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
      return html`<button class="link" @click=${this.#ask}>${this.language.t('withdraw')}</button>`;
    }
    const erase = async (): Promise<void> => {
      if (!(await owner.withdrawConsent(true))) this.leaving = 'failed';
    };
    return html`<p class="quiet" role="status">
        ${this.leaving === 'failed' ? this.language.t('notErased') : this.language.t('withdrawAsk')}
      </p>
      <button class="link" @click=${erase}>${this.language.t('erase')}</button>
      <button class="link" @click=${() => owner.withdrawConsent()}>${this.language.t('keep')}</button>`;
  }

  /** The button that had the focus is gone then. */
  readonly #ask = (): void => {
    this.leaving = 'asked';
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('[role=status] + .link')?.focus(),
    );
  };

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
