import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { PresenceClient } from '../client/presence-client.ts';
import { connectionText } from '../shared/connection-text.ts';
import { CountdownController } from '../shared/countdown-controller.ts';
import { keepLoading } from '../host/keep-loading.ts';
import { defineOnce } from '../shared/define-once.ts';
import { EarlyField } from '../shared/early-field.ts';
import { errorText } from '../shared/error-text.ts';
import { closeIcon } from '../shared/icons.ts';
import { loadAnchors } from '../shared/load-cursors.ts';
import { PanelGuards } from '../shared/panel-guards.ts';
import { panel } from '../shared/panel.styles.ts';
import { placePopover } from '../shared/popover-placement.ts';
import { PresenceController } from '../shared/presence-controller.ts';
import { internal, PresencePart, type PresenceOwner } from '../shared/presence-part.ts';
import { switchButton } from '../shared/switch-button.ts';
import { tokens } from '../shared/tokens.styles.ts';
import type { Visibility } from '../visitor/visitor-choices.ts';
import { PEOPLE } from '../words/english-people.ts';
import { addMessages } from '../words/language.ts';
import type { CrowdController } from './crowd-controller.ts';
import { styles } from './live-presence-people.styles.ts';
import { PeopleRows } from './people-rows.ts';
import type * as Together from '../together/together.ts';
import { WithdrawalController } from './withdrawal-controller.ts';

export { peopleList } from './people-list.template.ts';

addMessages(PEOPLE);

let together: typeof Together | undefined;

/**
 * Loads what visitors do together on the page, also for what comes without the list being open.
 * @returns undefined if the server cannot be reached; the next call tries again
 */
export async function loadTogether(): Promise<typeof together> {
  try {
    together ??= await import('../together/together.ts');
    together.usePlaces(loadAnchors);
  } catch {
    // The list has one button less.
  }
  return together;
}

/**
 * The list of people: the visitor, then those on this page, then the others. A click on somebody follows
 * them, or the link to the page where they are. Below the list the visitor chooses whose cursors are shown,
 * and can hide the widget.
 *
 * In a crowd the server names some and counts the rest; those are loaded as the list is scrolled.
 *
 * @fires close - The list is to be closed.
 * @csspart person - One entry.
 * @csspart profile - Where the visitor chooses name and colour.
 * @csspart avatar - Picture or initials of one person.
 * @csspart status - State of the connection.
 */
export class LivePresencePeople extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    owner: internal,
    editing: { state: true },
    crowd: { state: true },
  };
  static override styles: CSSResultGroup = [tokens, panel, styles];

  declare owner: PresenceOwner | undefined;
  /** The visitor is choosing name and colour. */
  declare editing: boolean;
  /** Loads those whom the server only counts, once it has loaded itself. */
  declare crowd: CrowdController | undefined;

  readonly #rows = new PeopleRows();
  readonly #withdrawal = new WithdrawalController(this);
  readonly #guards = new PanelGuards(this);
  #placed = false;

  constructor() {
    super();
    this.editing = false;
    new PresenceController(this, ['status', 'roster']);
    this.addController(new CountdownController(this));
    void loadTogether().then(() => this.requestUpdate());
  }

  protected override render(): TemplateResult | typeof nothing {
    const { client, language } = this;
    if (!client || language.pending) return nothing;
    const { t } = language;
    const { count, members } = client.roster;
    const rest = count - members.size;
    const unnamed = rest > 0 && t('unnamed', { count: rest });
    return html`${this.#header(client)}
      <div class="scroll body" role="none">
        ${
          this.editing
            ? html`<live-presence-profile
                part="profile"
                .client=${client}
                .owner=${this.owner}
                .language=${language}
                @close=${this.#onProfileClose}
              ></live-presence-profile>`
            : nothing
        }
        <ul class="scroll ${this.crowd ? 'crowd' : ''}" role="list" tabindex="0" aria-labelledby="title">
          <div class="row" role="none"></div>
          ${unnamed ? html`<li class="quiet more">${this.crowd?.render(unnamed) ?? unnamed}</li>` : nothing}
        </ul>
        <footer role="none" ?hidden=${this.editing}>${this.#choices()}</footer>
      </div>`;
  }

  #header(client: PresenceClient): TemplateResult {
    const { language } = this;
    const { t } = language;
    const { roster, status, refusal, hint } = client;
    const { count } = roster;
    const cause = refusal ?? hint;
    return html`<header role="none">
      <hgroup>
        <h2 id="title" tabindex="-1">
          ${count === 0 ? t('people') : count > 1 ? t('here', { count }) : t('onlyYou')}
        </h2>
        <p class="quiet status" part="status">
          <span class="dot ${status}"></span>
          <span>${connectionText(language, client, this.clock.now()) || t('connected')}</span>
          ${
            status === 'reconnecting'
              ? html`<button class="link" @click=${() => client.wake()}>${t('tryNow')}</button>`
              : nothing
          }
        </p>
        ${cause ? html`<p class="quiet">${errorText(language, 'refusal', cause.code)}</p>` : nothing}
      </hgroup>
      <button class="icon" aria-label=${t('close')} @click=${() => this.dispatchEvent(new Event('close'))}>
        ${closeIcon}
      </button>
    </header>`;
  }

  #choices(): TemplateResult {
    const { owner, client } = this;
    const { t } = this.language;
    const cursors = !!owner && owner.cursors !== 'off';
    return html`${
      cursors
        ? html`${this.#switch('showOthers', t('showOthers'))}${this.#switch('shareOwn', t('showOwn'))}`
        : html`<p class="quiet">${client?.roster.count ? t('unshared') : nothing}</p>`
    }
    ${cursors && together ? together.reactButton(this, owner) : nothing}
    ${cursors && owner.choices.privacy ? html`<p class="quiet">${t('private')}</p>` : nothing}
    ${owner?.choices.consented ? this.#withdrawal.render(owner) : nothing}
    ${owner ? html`<button class="link" @click=${() => owner.dismiss()}>${t('dismiss')}</button>` : nothing}`;
  }

  #switch(what: keyof Visibility, text: string): TemplateResult {
    const on = this.owner?.choices.visibility[what] ?? true;
    return switchButton(text, on, () => {
      this.owner?.choices.setVisibility({ [what]: !on });
      this.requestUpdate();
    });
  }

  protected override updated(): void {
    const { client, owner, language } = this;
    this.role = 'dialog';
    this.ariaLabel = language.t('people');
    const list = this.renderRoot.querySelector('.row');
    if (!list || !client) return;
    // The visitor opened the list: the keyboard goes on from here.
    if (!this.#placed) {
      placePopover(this);
      this.#guards.load();
      this.#guards.focus(this.renderRoot.querySelector('h2'));
    }
    this.#placed = true;
    const { page, roster, self } = client;
    const context = {
      language,
      self: self?.id,
      page,
      cursors: !!owner && owner.cursors !== 'off' && owner.choices.visibility.showOthers,
      crowd: this.crowd !== undefined,
      editable: owner !== undefined && !owner.token && !this.editing,
      goTo: this.#goTo,
      edit: this.#edit,
    };
    this.#rows.draw(list, roster.members.values(), context);
    if (roster.count > roster.members.size) void this.#loadCrowd();
  }

  /** If the server cannot be reached, the next update tries again. */
  async #loadCrowd(): Promise<void> {
    try {
      const { CrowdController } = await import('./crowd-controller.ts');
      this.crowd ??= new CrowdController(this);
    } catch {
      // The list says how many are not named.
    }
  }

  /** If the server cannot be reached, the next click tries again. */
  readonly #edit = (): void => {
    const cancel = (): void => {
      early.field.remove();
      this.#focusEdit();
    };
    const early = new EarlyField(this.renderRoot, cancel);
    import('./live-presence-profile.ts')
      .then(() => early.settled())
      .then(() => {
        if (early.field.isConnected) this.editing = true;
      }, cancel);
  };

  readonly #onProfileClose = (): void => {
    this.editing = false;
    void this.updateComplete.then(() => this.#focusEdit());
  };

  #focusEdit(): void {
    this.renderRoot.querySelector<HTMLElement>('li .icon')?.focus();
  }

  readonly #goTo = (id: string): void => {
    void this.owner?.follow(id);
  };
}

defineOnce('live-presence-people', LivePresencePeople);
// What is opened in the list works without a network, too.
void keepLoading(() => import('./crowd-controller.ts'));
void keepLoading(() => import('./live-presence-profile.ts'));

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-people': LivePresencePeople;
  }
}
