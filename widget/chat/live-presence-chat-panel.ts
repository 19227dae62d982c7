import {
  html,
  nothing,
  type CSSResultGroup,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import type { ChatMessage, Pin } from '../../protocol/chat.ts';
import type { Member } from '../../protocol/presence.ts';
import { ChatLog } from '../client/chat-log.ts';
import { CountdownController } from '../shared/countdown-controller.ts';
import { KeyboardInsetController } from './keyboard-inset-controller.ts';
import { PresenceController } from '../shared/presence-controller.ts';
import { ReadingController } from './reading-controller.ts';
import { RovingController } from './roving-controller.ts';
import { CHAT } from '../words/english-chat.ts';
import { addMessages } from '../words/language.ts';
import type * as Alerting from './alerts.ts';
import { Announcer } from './announcer.ts';
import { connectionText } from '../shared/connection-text.ts';
import { JoinLeaveNotices } from './join-leave-notices.ts';
import { defineOnce } from '../shared/define-once.ts';
import { bellIcon, closeIcon, downIcon } from '../shared/icons.ts';
import { LivePresenceComposer } from './live-presence-composer.ts';
import type { LivePresencePins } from './live-presence-pins.ts';
import { styles } from './live-presence-chat-panel.styles.ts';
import { MessageOffers } from './message-actions.ts';
import { MessageList } from './message-list.ts';
import { MessageTimes } from './message-times.ts';
import { isComposing } from '../shared/is-composing.ts';
import { placePopover } from '../shared/popover-placement.ts';
import { panel } from '../shared/panel.styles.ts';
import { internal, PresencePart, type SiteAlerts, type PresenceOwner } from '../shared/presence-part.ts';
import { nameList } from './name-list.ts';
import { tokens } from '../shared/tokens.styles.ts';
import { countInTitle } from './unread-in-title.ts';

addMessages(CHAT);

/**
 * The chat's panel: the second module, loaded when it is first opened.
 *
 * @csspart chat-log - The messages.
 * @csspart message - One message; `data-state` is `sent`, `pending` or `failed`.
 * @csspart message-author - Who wrote it.
 * @csspart message-text - What it says.
 * @csspart message-time - When it was written.
 * @csspart message-reaction - An emoji of others, with how many.
 * @csspart message-pin - The chip that shows the place that it points at.
 * @csspart system-message - Who came and went, and notices of the site.
 * @csspart chat-input - The field to write in.
 * @csspart chat-send - The button beside it.
 * @csspart avatar - Picture or initials of one person.
 * @csspart status - State of the connection.
 */
export class LivePresenceChatPanel extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    owner: internal,
    // The owner makes them anew each time.
    alerts: { ...internal, hasChanged: (now, before) => JSON.stringify(now) !== JSON.stringify(before) },
    close: internal,
    open: { type: Boolean, reflect: true },
    aside: { type: Boolean, reflect: true },
    settings: { state: true },
    alerting: { state: true },
  };
  static override styles: CSSResultGroup = [tokens, panel, styles];

  declare owner: PresenceOwner | undefined;
  declare alerts: SiteAlerts | undefined;
  declare close: (() => void) | undefined;
  declare open: boolean;
  /** Only the page is to be seen for a moment. */
  declare aside: boolean;
  /** How to be told of messages is being chosen. */
  declare settings: boolean;
  /** What tells of messages, a module of its own, from when it is there. */
  declare alerting: typeof Alerting | undefined;

  readonly #announcer = new Announcer(this);
  readonly #reading = new ReadingController(this);
  readonly #roving = new RovingController(this, (end) => {
    if (end === 'bottom') this.#reading.toEnd();
    else this.client?.chat.loadOlder();
  });
  readonly #offers = new MessageOffers(this, () => this.#reading.log?.matches(':focus-within') === true, {
    jump: this.#reading.jump,
    show: (pin) => void this.#places().then((places) => places?.show(pin)),
  });
  readonly #rows = new MessageList();
  #comings = new JoinLeaveNotices();
  #times: MessageTimes | undefined;
  /** The focus waits for the language. */
  #awaited = false;

  constructor() {
    super();
    new PresenceController(this, ['status'], {
      chat: () => {
        if (this.alerts?.title) countInTitle(this.client?.unread ?? 0);
        this.requestUpdate();
      },
      message: ({ message, live }) => live && this.#arrived(message),
      roster: ({ joined, left, fresh }) => {
        const others = (members: readonly Member[]): Member[] =>
          members.filter(({ id }) => id !== this.client?.self?.id);
        if (!fresh) this.#comings.add(this.#reading.newest, others(joined), others(left));
        this.requestUpdate();
      },
    });
    this.addController(new CountdownController(this));
    this.addController(new KeyboardInsetController(this));
    this.open = this.aside = this.settings = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    countInTitle(0);
  }

  /** Into the field, or where that would call up a keyboard over half the page, to the panel. */
  override focus(): void {
    void this.updateComplete.then(async () => {
      this.#awaited = !this.composer;
      const coarse = matchMedia('(pointer: coarse)').matches;
      await this.composer?.updateComplete;
      if (coarse) this.renderRoot.querySelector('h2')?.focus({ preventScroll: true });
      else this.composer?.focus();
    });
  }

  get composer(): LivePresenceComposer | null {
    return this.renderRoot.querySelector('live-presence-composer');
  }

  /** A closed panel sleeps, but goes to another room with its page, and tells of messages as is wished. */
  protected override shouldUpdate(changed: PropertyValues): boolean {
    return (
      this.open ||
      !this.hasUpdated ||
      this.hasAttribute('open') ||
      changed.has('client') ||
      changed.has('alerts')
    );
  }

  protected override render(): TemplateResult | typeof nothing {
    const { client, language } = this;
    // One language is not seen before another.
    if (!client || language.pending) return nothing;
    const { t: say } = language;
    const { chat, roster, status } = client;
    const { names, count } = chat.typing;
    return html`<section aria-labelledby="title" @keydown=${this.#keydown}>
        <header role="none">
          <hgroup>
            <h2 id="title" tabindex="-1"><slot name="header">${say('chat')}</slot></h2>
            <p class="quiet status" part="status">
              <span class="dot ${status}"></span>
              <span
                >${connectionText(language, client, this.clock.now()) || say('here', { count: roster.count })}</span
              >
            </p>
          </hgroup>
          ${
            this.owner
              ? html`<button
                  class="icon"
                  aria-label=${say('alerts')}
                  title=${say('alerts')}
                  aria-expanded=${this.settings}
                  @click=${this.#choose}
                >
                  ${bellIcon}
                </button>`
              : nothing
          }
          <button class="icon" aria-label=${say('close')} @click=${this.close}>${closeIcon}</button>
        </header>
        ${this.settings ? this.alerting?.alertSettings(language, this.owner, this) : nothing}
        <div
          class="log scroll"
          part="chat-log"
          role="log"
          aria-live="off"
          tabindex=${chat.items.length > 0 ? -1 : 0}
          aria-label=${say('log')}
          @scroll=${this.#reading.scrolled}
          @keydown=${this.#roving.keydown}
        >
          ${chat.gap ? html`<div class="line">${say('gap')}</div>` : nothing}
          ${
            chat.more && this.#reading.range(chat.items)[0] === 0
              ? html`<div class="line">
                  <button class="link" @click=${() => chat.loadOlder()}>${say('earlier')}</button>
                </div>`
              : nothing
          }
          <div class="row" role="none"></div>
        </div>
        <div class="foot">
          ${this.#reading.atEnd ? nothing : this.#jumpButton()}
          <p class="typing quiet">
            ${names.length > 0 ? say('typing', { count, names: nameList(language, names, count) }) : nothing}
          </p>
          <live-presence-composer
            exportparts="chat-input, chat-send"
            .client=${client}
            .clock=${this.clock}
            .language=${language}
            .pick=${this.#pick}
            .sent=${this.#reading.toEnd}
            .editLast=${this.#editLast}
          ></live-presence-composer>
        </div>
      </section>
      ${this.#announcer.render()}
      <live-presence-pins
        .client=${client}
        .clock=${this.clock}
        .language=${language}
        .panel=${this}
        .tell=${this.#announcer.say}
      ></live-presence-pins>`;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('client')) {
      this.#comings = new JoinLeaveNotices();
      this.client?.useChat(ChatLog);
    }
    if (changed.has('alerts')) countInTitle(this.alerts?.title ? (this.client?.unread ?? 0) : 0);
  }

  protected override updated(changed: PropertyValues): void {
    const { client, owner, language } = this;
    if (this.open && changed.has('open')) placePopover(this);
    const { log, newFrom } = this.#reading;
    const list = log?.querySelector('.row');
    if (!log || !list || !client) return;
    if (this.#awaited) this.focus();
    if (this.#times?.language !== language) this.#times = new MessageTimes(language);
    this.#rows.draw(list, {
      client,
      range: this.#reading.range(client.chat.items),
      newFrom,
      comings: this.#comings,
      times: this.#times,
      language,
      offers: this.#offers,
      ignores: (member) => owner?.choices.ignored.has(member) === true,
    });
    this.#roving.keepFocus(log);
    this.#reading.drawn(log, client.chat);
  }

  #jumpButton(): TemplateResult {
    const count = this.#reading.below;
    const { t: say } = this.language;
    return html`<button
      class="newer"
      aria-label=${count ? nothing : say('toEnd')}
      title=${say('toEnd')}
      @click=${() => {
        this.#reading.toEnd();
        this.composer?.focus();
      }}
    >
      ${downIcon}${count ? say('newer', { count }) : nothing}
    </button>`;
  }

  readonly #pick = async (): Promise<Pin | undefined> => (await this.#places())?.pick();

  /** What is needed for places on the page, a module of its own; nothing where the server is away. */
  async #places(): Promise<LivePresencePins | null> {
    try {
      await import('./live-presence-pins.ts');
      return this.renderRoot.querySelector('live-presence-pins');
    } catch {
      return null;
    }
  }

  readonly #choose = (): void => {
    this.settings = !this.settings;
    void this.#load();
  };

  /** Where the server is away the next wish tries again. */
  async #load(): Promise<typeof Alerting | undefined> {
    try {
      return (this.alerting ??= await import('./alerts.ts'));
    } catch {
      return undefined;
    }
  }

  readonly #editLast = (): void => this.#offers.editLast();

  readonly #keydown = (event: KeyboardEvent): void => {
    // What is typed here is no hotkey of the page.
    event.stopPropagation();
    if (event.key !== 'Escape' || isComposing(event)) return;
    if (this.#offers.asked) this.#offers.ask(undefined);
    else if (!this.composer?.cancel()) this.close?.();
  };

  #arrived(message: ChatMessage): void {
    const { client, alerts, owner } = this;
    if (!client || message.member === client.self?.id || owner?.choices.ignored.has(message.member)) return;
    if (this.open && !document.hidden) this.#announcer.message(message);
    else if (alerts?.sound || alerts?.notify)
      void this.#load().then((alerting) => alerting?.alertOf(message, client, alerts));
  }
}

defineOnce('live-presence-composer', LivePresenceComposer);
defineOnce('live-presence-chat-panel', LivePresenceChatPanel);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-chat-panel': LivePresenceChatPanel;
  }
}
