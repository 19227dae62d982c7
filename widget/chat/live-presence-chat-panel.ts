/**
 * A message's way through the room: the composer requests a `post` (chat-request.ts) → the panel passes it to the
 * `ChatLog`, the one way from the chat's elements to the log → the log stores it as pending, sends it, and changes
 * again when the server has it → log-rows.ts makes rows of the items that the `ReadingController` has in view → the
 * message list keeps an element for each → `live-presence-message` renders it, and requests a reply, an edit or a
 * reaction in the same way.
 *
 * Requests go up as events, state comes down as properties.
 */
import {
  html,
  nothing,
  type CSSResultGroup,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import type { ChatMessage } from '../../protocol/chat.ts';
import { ChatLog } from '../client/chat/chat-log.ts';
import type { ChatItem } from '../client/chat/chat-item.ts';
import { toJson } from '../client/connection/json.ts';
import { connectionText } from '../shared/connection-text.ts';
import { CountdownController } from '../shared/countdown-controller.ts';
import { defineOnce } from '../shared/define-once.ts';
import { bellIcon, closeIcon } from '../shared/icons.ts';
import { isComposing } from '../shared/is-composing.ts';
import { PanelGuards } from '../shared/panel-guards.ts';
import { panel } from '../shared/panel.styles.ts';
import { placePopover } from '../shared/popover-placement.ts';
import { PresenceController } from '../shared/presence-controller.ts';
import { internal, PresencePart, type SiteAlerts, type PresenceOwner } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';
import { CHAT } from '../words/english-chat.ts';
import { addMessages } from '../words/language.ts';
import { Announcer } from './alerts/announcer.ts';
import type { ChatRequestEvent, ChatRequests } from './chat-request.ts';
import { isEditable } from './log/editable.ts';
import { KeyboardInsetController } from './keyboard-inset-controller.ts';
import { styles } from './live-presence-chat-panel.styles.ts';
import './composer/live-presence-composer.ts';
import type { LivePresenceComposer } from './composer/live-presence-composer.ts';
import './log/live-presence-message-list.ts';
import type { LivePresenceMessageList } from './log/live-presence-message-list.ts';
import type { LivePresencePins } from './pins/live-presence-pins.ts';
import { messageStyles } from './log/live-presence-message.styles.ts';
import { messageListStyles } from './log/live-presence-message-list.styles.ts';
import { alerts, details, loadPins } from './late-parts.ts';
import { media } from '../host/engine.ts';

addMessages(CHAT);

/**
 * The chat's panel.
 *
 * @csspart chat-log - The messages.
 * @csspart message - One message; `data-state` is `sent`, `pending` or `failed`.
 * @csspart message-author - Who wrote it.
 * @csspart message-text - Its text.
 * @csspart message-time - When it was written.
 * @csspart message-reaction - An emoji, with the number of people who reacted with it.
 * @csspart message-pin - The chip that leads to the place that it points at.
 * @csspart system-message - Who joined and left, and notices of the site.
 * @csspart chat-input - The field to write in.
 * @csspart chat-send - The button beside it.
 * @csspart avatar - Picture or initials of one person.
 * @csspart status - State of the connection.
 * @fires chat-close - The visitor closes the panel.
 */
export class LivePresenceChatPanel extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    owner: internal,
    // The owner makes a new object for each of its updates.
    alerts: { ...internal, hasChanged: (now, before) => toJson(now) !== toJson(before) },
    open: { type: Boolean, reflect: true },
    aside: { type: Boolean, reflect: true },
    settings: { state: true },
  };
  static override styles: CSSResultGroup = [tokens, panel, styles, messageListStyles, messageStyles];

  declare owner: PresenceOwner | undefined;
  declare alerts: SiteAlerts | undefined;
  declare open: boolean;
  /** Out of the way for a moment, so that the visitor sees the page. */
  declare aside: boolean;
  /** The alert settings are open. */
  declare settings: boolean;

  #drawn: TemplateResult | typeof nothing = nothing;
  readonly #announcer = new Announcer(this);
  readonly #guards = new PanelGuards(this);
  readonly #requests: Partial<ChatRequests> = {
    post: () => this.#list?.toEnd(),
    compose: () => this.#compose(),
    startReply: (item) => {
      this.#composer?.reply(item);
      this.#compose();
    },
    startEdit: (item) => this.#edit(item),
    editLast: () =>
      this.#edit(this.client?.chat.items.findLast(({ mine, seq, deleted }) => mine && seq > 0 && !deleted)),
    pickPin: () => void this.#pickPin(),
    showPin: (pin) => void this.#loadPins().then((pins) => pins?.show(pin)),
    stepAside: (on) => (this.aside = on),
    announce: (text) => this.#announcer.announce(text),
  };
  /** The composer is to be focused once there is one: it waits for the language. */
  #focusPending = false;

  constructor() {
    super();
    new PresenceController(this, ['status', 'roster'], {
      chat: () => {
        this.#countInTitle();
        this.requestUpdate();
      },
      message: ({ message, live }) => live && this.#onMessage(message),
    });
    this.addController(new CountdownController(this));
    this.addController(new KeyboardInsetController(this));
    this.open = this.aside = this.settings = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#countInTitle();
  }

  /** Focuses the composer, or the title where that would open a keyboard over half the page. */
  override focus(): void {
    void this.updateComplete.then(async () => {
      const composer = this.#composer;
      this.#focusPending = !composer;
      await composer?.updateComplete;
      if (media('(pointer: coarse)')?.matches) this.#guards.focus(this.renderRoot.querySelector('h2'));
      else this.#compose();
    });
  }

  get #composer(): LivePresenceComposer | null {
    return this.renderRoot.querySelector('live-presence-composer');
  }

  get #list(): LivePresenceMessageList | null {
    return this.renderRoot.querySelector('live-presence-message-list');
  }

  /** A closed panel renders nothing, but follows the page to another room and keeps alerting. */
  protected override shouldUpdate(changed: PropertyValues): boolean {
    return (
      this.open ||
      !this.hasUpdated ||
      this.hasAttribute('open') ||
      changed.has('client') ||
      changed.has('alerts')
    );
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('client')) void this.client?.useChat(ChatLog);
    if (changed.has('alerts')) this.#countInTitle();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { client, clock, language, owner } = this;
    // Nobody sees one language, and then another.
    if (!client || language.pending) return nothing;
    // In another room, what is being written stays until its chat is there.
    if (!client.hasChat) return this.#drawn;
    const { t } = language;
    const { chat, roster, status } = client;
    const { names, count } = chat.typing;
    return (this.#drawn = html`<section
        aria-labelledby="title"
        @keydown=${this.#onKeydown}
        @chat-request=${this.#onRequest}
      >
        <header role="none">
          <hgroup>
            <h2 id="title" tabindex="-1"><slot name="header">${t('chat')}</slot></h2>
            <p class="quiet status" part="status">
              <span class="dot ${status}"></span>
              <span
                >${connectionText(language, client, clock.now()) || t('here', { count: roster.count })}</span
              >
            </p>
          </hgroup>
          ${
            owner
              ? html`<button
                  class="icon"
                  aria-label=${t('alerts')}
                  title=${t('alerts')}
                  aria-expanded=${this.settings}
                  @click=${this.#toggleSettings}
                >
                  ${bellIcon}
                </button>`
              : nothing
          }
          <button class="icon" aria-label=${t('close')} @click=${this.#close}>${closeIcon}</button>
        </header>
        ${this.settings ? alerts.for(this)?.alertSettings(language, owner, this) : nothing}
        <live-presence-message-list
          .client=${client}
          .clock=${clock}
          .language=${language}
          .owner=${owner}
          .open=${this.open}
        ></live-presence-message-list>
        <p class="typing quiet">
          ${names.length > 0 ? details.for(this)?.typingText(language, names, count) : nothing}
        </p>
        <live-presence-composer
          exportparts="chat-input, chat-send"
          .client=${client}
          .clock=${clock}
          .language=${language}
        ></live-presence-composer>
      </section>
      ${this.#announcer.render()}
      <live-presence-pins
        .client=${client}
        .clock=${clock}
        .language=${language}
        @chat-request=${this.#onRequest}
      ></live-presence-pins>`);
  }

  protected override updated(changed: PropertyValues): void {
    if (this.open && changed.has('open')) {
      placePopover(this);
      this.#guards.load();
    }
    if (this.#focusPending && this.#composer) this.focus();
  }

  /** The one way from the chat's elements to the log. */
  readonly #onRequest = (event: ChatRequestEvent): void => {
    if (this.client?.hasChat) event.answer(this.client.chat);
    event.answer(this.#requests);
  };

  #edit(item: ChatItem | undefined): void {
    if (!item || !this.client || !isEditable(item, this.client)) return;
    this.#composer?.edit(item);
    this.#compose();
  }

  async #pickPin(): Promise<void> {
    const pin = await (await this.#loadPins())?.pick();
    if (pin && this.#composer) this.#composer.pin = pin;
    this.#compose();
  }

  /** @returns null if the server cannot be reached; the next request tries again */
  #loadPins(): Promise<LivePresencePins | null> {
    return loadPins().then(
      () => this.renderRoot.querySelector('live-presence-pins'),
      () => null,
    );
  }

  /** As the alerts are when their module is there. */
  #countInTitle(): void {
    const count = (): void =>
      alerts.loaded?.countInTitle(
        this,
        this.isConnected && this.alerts?.title ? (this.client?.unread ?? 0) : 0,
      );
    if (alerts.loaded) count();
    else if (this.alerts?.title) void alerts.preload().then(count);
  }

  readonly #toggleSettings = (): void => {
    this.settings = !this.settings;
  };

  #compose(): void {
    this.#guards.focus(this.#composer?.input);
  }

  readonly #close = (): void => {
    this.#guards.release();
    this.dispatchEvent(new Event('chat-close'));
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || isComposing(event)) return;
    if (!this.#list?.cancel() && !this.#composer?.cancel()) this.#close();
  };

  #onMessage(message: ChatMessage): void {
    const { client, alerts: wanted, owner } = this;
    const { member } = message;
    if (!client || member === client.self?.id || owner?.choices.ignored.has(member)) return;
    if (this.open && !document.hidden) this.#announcer.addMessage(message);
    else if (wanted?.sound || wanted?.notify)
      void alerts.load().then((module) => module?.alertOf(message, client, wanted));
  }
}

defineOnce('live-presence-chat-panel', LivePresenceChatPanel);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-chat-panel': LivePresenceChatPanel;
  }
  interface GlobalEventHandlersEventMap {
    'chat-request': ChatRequestEvent;
  }
}
