import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import { PresenceController } from '../shared/presence-controller.ts';
import { bubbleIcon } from '../shared/bubble-icon.ts';
import { styles } from './live-presence-chat.styles.ts';
import { EarlyField } from '../shared/early-field.ts';
import { loadChat, loadedChat } from '../shared/load-chat.ts';
import { internal, PresencePart, type SiteAlerts, type PresenceOwner } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';

/** Until the panel is loaded again where it could not be, in ms. */
const RETRY_MS = 5_000;

/**
 * The button that opens the chat, with the number of unread messages. The panel stays once it was opened, so that a
 * draft survives closing.
 *
 * @attr for - Id of the `<live-presence>` whose chat it is, where the chat stands alone.
 * @attr open - Whether the panel is open.
 * @slot header - Replaces the title of the panel.
 * @slot empty - Shown while there are no messages.
 * @csspart chat-toggle - The button.
 * @csspart unread - The number of unread messages on it.
 * @csspart chat - The panel.
 * @csspart chat-log - The messages.
 * @csspart message - One message.
 * @csspart message-author - Who wrote it.
 * @csspart message-text - Its text.
 * @csspart message-time - When it was written.
 * @csspart message-reaction - An emoji, with the number of people who reacted with it.
 * @csspart message-pin - The chip that leads to the place that it points at.
 * @csspart system-message - Who joined and left, and notices of the site.
 * @csspart chat-input - The field to write in.
 * @csspart chat-send - The button beside it.
 * @csspart status - State of the connection.
 * @fires chat-toggle - The visitor opened or closed the panel.
 */
export class LivePresenceChat extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    owner: internal,
    alerts: internal,
    open: { type: Boolean, reflect: true },
  };
  static override styles: CSSResultGroup = [tokens, styles];

  declare open: boolean;
  declare owner: PresenceOwner | undefined;
  /** How the visitor and the site want to be alerted to messages. */
  declare alerts: SiteAlerts | undefined;

  /** The panel has been opened before. */
  #used = false;
  /** It was the visitor who opened it. */
  #opened = false;
  /** The visitor has just opened it: the panel gets the focus. */
  #focus = false;
  /** Takes what is typed until the panel is there. */
  #early: EarlyField | undefined;
  /** The element of the page that had the focus before the panel was opened. */
  #back: Element | null = null;

  constructor() {
    super();
    new PresenceController(this, ['chat']);
    this.open = false;
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    // A page that morphs itself removes what its own markup does not have: the visitor's open chat stays.
    if (name === 'open' && value === null && this.open && this.#opened) return;
    super.attributeChangedCallback(name, old, value);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { client, open, language } = this;
    if (!client) return nothing;
    const { unread, mentions, rules } = client;
    const corner = html`<div class="corner">
      <button
        class="toggle"
        part="chat-toggle"
        aria-label=${language.t(open ? 'closeChat' : 'openChat')}
        aria-expanded=${open}
        aria-describedby="unread"
        @click=${this.toggle}
      >
        ${bubbleIcon}
      </button>
      <span id="unread"
        >${
          unread && !open
            ? html`<span
                class="unread"
                part="unread"
                role="img"
                aria-label=${language.t(mentions ? 'unreadForYou' : 'unread', { count: unread, mentions })}
                >${mentions ? '@' : ''}${unread > 99 ? `${language.number(99)}+` : language.number(unread)}</span
              >`
            : nothing
        }</span
      >
    </div>`;
    // While a moderator has the chat switched off, the panel stays in the document with what is being written.
    return html`${rules.chat ? nothing : corner}
    ${this.#used ? loadedChat()?.chatPanel(this, rules.chat !== undefined) : nothing}`;
  }

  protected override willUpdate(): void {
    const { sound, notify, title } = this.alerts ?? {};
    // Alerts work before the chat is first opened.
    if (!(this.open || sound || notify || title) || this.#used) return;
    this.#used = true;
    void this.#load();
  }

  protected override updated(): void {
    if (!this.client) return;
    if (this.#focus && this.open) void this.#load().then(() => this.#focusPanel());
    this.#focus = false;
  }

  /** Opens the panel with the focus in it, or closes it and gives the focus back. */
  readonly toggle = (): void => {
    const open = !this.open;
    const within = this.matches(':focus-within');
    if (open) this.#back = within ? null : document.activeElement;
    this.#early?.field.remove();
    this.#early = open && !loadedChat() ? new EarlyField(this.renderRoot, this.toggle) : undefined;
    this.#focus = this.#opened = this.open = open;
    if (!open && within) this.#restoreFocus();
    this.dispatchEvent(new Event('chat-toggle'));
  };

  /**
   * The visitor has opened the panel by what stood in for the element.
   * @param keys what they have typed since
   */
  takeFocus(keys: readonly string[]): void {
    this.#focus = this.#opened = true;
    this.#early = new EarlyField(this.renderRoot, this.toggle, keys);
    this.requestUpdate();
  }

  async #focusPanel(): Promise<void> {
    await this.#early?.settled();
    if (this.open) this.#panel?.focus();
  }

  /** Moves the focus back to where it was. */
  #restoreFocus(): void {
    const back = this.#back;
    if (back instanceof HTMLElement && back.isConnected && back !== document.body)
      back.focus({ preventScroll: true });
    else this.renderRoot.querySelector('button')?.focus();
  }

  get #panel(): HTMLElement | null {
    return this.renderRoot.querySelector('live-presence-chat-panel');
  }

  readonly #load = async (): Promise<void> => {
    if (await loadChat()) {
      this.requestUpdate();
      await this.updateComplete;
      return;
    }
    this.#used = false;
    // The click is worth an attempt to connect. What the site has opened is tried again.
    if (this.open && this.#opened) this.toggle();
    this.client?.wake();
    this.clock.after(RETRY_MS, () => this.isConnected && this.requestUpdate());
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-chat': LivePresenceChat;
  }
}
