import {
  html,
  nothing,
  type CSSResultGroup,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatItem } from '../client/chat-item.ts';
import { ChatLog } from '../client/chat-log.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import { CountdownController } from '../controllers/countdown-controller.ts';
import { PresenceController } from '../controllers/presence-controller.ts';
import { chatMessage, standTogether } from './chat-message.ts';
import { Comings } from './comings.ts';
import { defineOnce } from './define-once.ts';
import { closeIcon, downIcon, sendIcon } from './icons.ts';
import { LivePresencePeople } from './live-presence-people.ts';
import { styles } from './live-presence-chat-panel.styles.ts';
import { MessageTimes, sameDay } from './message-times.ts';
import { PANEL_WORDS } from './panel-words.ts';
import { panel } from './panel.styles.ts';
import { internal, PresencePart } from './presence-part.ts';
import { tokens } from './tokens.styles.ts';
import { retryText, statusText, WORDS } from './words.ts';

export { ChatLog };

/** So near to the end counts as the end, in px. */
const NEAR = 48;
/** From this share of the longest text on, what is left is shown. */
const NARROW = 0.9;

/**
 * The chat's panel: the second module, loaded when something is first opened. The list of people travels with it.
 *
 * @csspart chat-log - The messages.
 * @csspart message - One message; `data-state` is `sent`, `pending` or `failed`.
 * @csspart message-author - Who wrote it.
 * @csspart message-text - What it says.
 * @csspart message-time - When it was written.
 * @csspart system-message - Who came and went, and notices of the site.
 * @csspart chat-input - The field to write in.
 * @csspart chat-send - The button beside it.
 * @csspart avatar - Picture or initials of one person.
 * @csspart status - State of the connection.
 */
export class LivePresenceChatPanel extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    close: internal,
    open: { type: Boolean, reflect: true },
    newer: { state: true },
    length: { state: true },
  };
  static override styles: CSSResultGroup = [tokens, panel, styles];

  declare close: (() => void) | undefined;
  declare open: boolean;
  /** Something came below what is in view. */
  declare newer: boolean;
  /** Of the draft. */
  declare length: number;

  #comings = new Comings();
  #times: MessageTimes | undefined;
  /** Where the log stood before an update. */
  #before = { atEnd: true, height: 0, top: 0, first: '', last: '' };

  constructor() {
    super();
    new PresenceController(this, ['chat', 'status'], {
      roster: ({ joined, left, fresh }) => {
        const self = this.client?.self?.id;
        const others = (members: typeof joined): typeof joined => members.filter(({ id }) => id !== self);
        if (!fresh) this.#comings.add(this.#newest, others(joined), others(left));
        this.requestUpdate();
      },
    });
    this.addController(new CountdownController(this));
    this.open = this.newer = false;
    this.length = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#read);
    visualViewport?.addEventListener('resize', this.#keyboard);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#read);
    visualViewport?.removeEventListener('resize', this.#keyboard);
  }

  /** Into the field, or where that would call up a keyboard over half the page, to the panel. */
  override focus(): void {
    void this.updateComplete.then(() => {
      const target = matchMedia('(pointer: coarse)').matches ? 'h2' : 'textarea';
      this.renderRoot.querySelector<HTMLElement>(target)?.focus({ preventScroll: true });
    });
  }

  /** A closed panel sleeps. */
  protected override shouldUpdate(): boolean {
    return this.open || !this.hasUpdated || this.hasAttribute('open');
  }

  protected override render(): TemplateResult | typeof nothing {
    const { client } = this;
    if (!client) return nothing;
    const { chat, roster, status } = client;
    const text = statusText(status);
    return html`<section aria-labelledby="title" @keydown=${this.#keydown}>
      <header role="none">
        <hgroup>
          <h2 id="title" tabindex="-1">${PANEL_WORDS.chat}</h2>
          <p class="quiet status" part="status">
            <span class="dot ${status}"></span>
            <span>${text ? text + retryText(client, this.clock.now()) : WORDS.here(roster.count)}</span>
          </p>
        </hgroup>
        <button class="icon" aria-label=${PANEL_WORDS.close} @click=${this.close}>${closeIcon}</button>
      </header>
      <div
        class="log scroll"
        part="chat-log"
        role="log"
        tabindex="0"
        aria-label=${PANEL_WORDS.log}
        @scroll=${this.#scrolled}
      >
        ${chat.gap ? html`<div class="line">${PANEL_WORDS.gap}</div>` : nothing}
        ${
          chat.more
            ? html`<div class="line">
                <button class="link" @click=${() => chat.loadOlder()}>${PANEL_WORDS.earlier}</button>
              </div>`
            : nothing
        }
        ${this.#rows(client)}
      </div>
      <form @submit=${this.#send}>
        ${
          this.newer
            ? html`<button type="button" class="newer" @click=${this.#toEnd}>
                ${downIcon}${PANEL_WORDS.newer}
              </button>`
            : nothing
        }
        ${text && status !== 'refused' ? html`<p class="banner quiet">${PANEL_WORDS.waiting}</p>` : nothing}
        ${this.#field(client)}
      </form>
    </section>`;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('client')) {
      this.#comings = new Comings();
      this.client?.useChat(ChatLog);
    }
    this.#read();
    const log = this.#log;
    if (!log) return;
    const { scrollHeight: height, scrollTop: top, clientHeight } = log;
    Object.assign(this.#before, {
      height,
      top,
      atEnd: clientHeight === 0 || height - top - clientHeight < NEAR,
    });
  }

  protected override updated(): void {
    const log = this.#log;
    const items = this.client?.chat.items ?? [];
    const before = this.#before;
    const [first, last] = [key(items[0]), key(items.at(-1))];
    const mine = last !== before.last && items.at(-1)?.state === 'pending';
    if (log && (before.atEnd || mine)) log.scrollTop = log.scrollHeight;
    // What was read stays where it is when older messages come above it.
    else if (log && first !== before.first) log.scrollTop = before.top + log.scrollHeight - before.height;
    else if (last !== before.last) this.newer = true;
    Object.assign(before, { first, last });
  }

  #rows(client: PresenceClient): TemplateResult | unknown[] {
    const { items } = client.chat;
    const now = Date.now();
    this.#times ??= new MessageTimes(this.lang || document.documentElement.lang);
    const times = this.#times;
    const rows: { key: string; row: TemplateResult }[] = [];
    let before: ChatItem | undefined;
    const line = (id: string, text: string, part = 'system-message'): void => {
      if (text)
        rows.push({
          key: id,
          row: html`<div class="line" part=${part} aria-live="off"><bdi>${text}</bdi></div>`,
        });
    };
    line('came0', this.#comings.after(0));
    for (const item of items) {
      const newDay = !before || !sameDay(before.at, item.at);
      if (newDay) {
        const day = times.day(item.at, now);
        rows.push({ key: `day${key(item)}`, row: html`<div class="line day">${day}</div>` });
      }
      if (item.kind === 'notice') line(key(item), item.text);
      else {
        const first = newDay || rows.at(-1)?.key !== key(before) || !standTogether(before, item);
        rows.push({ key: key(item), row: chatMessage(item, first, times.time(item.at), client.chat) });
      }
      if (item.seq) line(`came${item.seq}`, this.#comings.after(item.seq));
      before = item;
    }
    if (!before) rows.push({ key: 'none', row: this.#empty(client) });
    return [
      repeat(
        rows,
        ({ key: id }) => id,
        ({ row }) => row,
      ),
    ];
  }

  #empty({ roster: { count } }: PresenceClient): TemplateResult {
    return html`<div class="empty quiet">
      <svg width="40" height="40" viewBox="0 0 20 20" aria-hidden="true">
        <path
          d="M3 9.2C3 5.7 6.1 3 10 3s7 2.7 7 6.2-3.1 6.3-7 6.3c-.9 0-1.8-.1-2.6-.4L4 16.6l.8-3A6 6 0 0 1 3 9.2Z"
        />
      </svg>
      <b>${PANEL_WORDS.none}</b>${count > 1 ? PANEL_WORDS.noneOthers(count - 1) : PANEL_WORDS.noneAlone}
    </div>`;
  }

  #field({ limits }: PresenceClient): TemplateResult {
    const left = limits.textLength - this.length;
    const over = left < 0;
    return html`<div class="field" @click=${this.#intoField}>
      <textarea
        part="chat-input"
        rows="1"
        dir="auto"
        aria-label=${PANEL_WORDS.write}
        placeholder=${PANEL_WORDS.write}
        .enterKeyHint=${'send'}
        autocomplete="off"
        @input=${this.#typed}
        @keydown=${this.#enter}
      ></textarea>
      ${
        left < limits.textLength * (1 - NARROW)
          ? html`<span class="left quiet ${over ? 'over' : ''}">${left}</span>`
          : nothing
      }
      <button
        type="submit"
        class="send"
        part="chat-send"
        aria-label=${PANEL_WORDS.send}
        aria-disabled=${this.length === 0 || over}
      >
        ${sendIcon}
      </button>
    </div>`;
  }

  get #newest(): number {
    return Math.max(0, ...(this.client?.chat.items ?? []).map(({ seq }) => seq));
  }

  get #log(): HTMLElement | null {
    return this.renderRoot.querySelector('.log');
  }

  get #input(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  readonly #read = (): void => {
    const chat = this.client?.chat;
    if (this.open && !document.hidden && chat && chat.unread > 0) chat.markRead();
  };

  readonly #scrolled = (): void => {
    const log = this.#log;
    if (this.newer && log && log.scrollHeight - log.scrollTop - log.clientHeight < NEAR) this.newer = false;
  };

  readonly #toEnd = (): void => {
    this.newer = false;
    this.#log?.scrollTo({ top: this.#log.scrollHeight });
    this.#input?.focus({ preventScroll: true });
  };

  readonly #intoField = (event: Event): void => {
    if (event.target === event.currentTarget) this.#input?.focus({ preventScroll: true });
  };

  readonly #typed = (): void => {
    const input = this.#input;
    if (!input) return;
    this.length = input.value.trim().length;
    // As high as the text, through the CSSOM, which every content security policy allows.
    input.style.height = 'auto';
    input.style.height = `${input.scrollHeight}px`;
  };

  readonly #enter = (event: KeyboardEvent): void => {
    // While composing (a Japanese word, say), Enter belongs to the composition; Safari tells it by the key code alone.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other sign of it in Safari
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send(event);
  };

  readonly #send = (event: Event): void => {
    event.preventDefault();
    const input = this.#input;
    const { client } = this;
    if (!input || !client) return;
    const text = input.value.trim();
    if (!text || text.length > client.limits.textLength) return;
    client.chat.post(text);
    input.value = '';
    this.#typed();
    input.focus({ preventScroll: true });
  };

  readonly #keydown = (event: KeyboardEvent): void => {
    // What is typed here is no hotkey of the page.
    event.stopPropagation();
    if (event.key === 'Escape' && !event.isComposing) this.close?.();
  };

  /** A phone's keyboard lies over the page: the sheet stands on top of it. */
  readonly #keyboard = (): void => {
    if (!visualViewport) return;
    const covered = Math.max(0, innerHeight - visualViewport.height - visualViewport.offsetTop);
    this.style.setProperty('--_keyboard', `${covered}px`);
  };
}

/** Of one message, before and after the server knows it. */
function key(item: ChatItem | undefined): string {
  return item ? `${item.member} ${item.op ?? item.seq}` : '';
}

defineOnce('live-presence-people', LivePresencePeople);
defineOnce('live-presence-chat-panel', LivePresenceChatPanel);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-chat-panel': LivePresenceChatPanel;
  }
}
