import {
  html,
  noChange,
  nothing,
  type CSSResultGroup,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import type { ChatMessage, Pin } from '../../protocol/messages.ts';
import type { ChatItem } from '../client/chat-item.ts';
import { ChatLog } from '../client/chat-log.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import { CountdownController } from '../controllers/countdown-controller.ts';
import { PresenceController } from '../controllers/presence-controller.ts';
import { UnsentMessages } from '../controllers/unsent-messages.ts';
import { alertOf, chime, countInTitle } from './alerts.ts';
import { chatMessage, standTogether, type MessageView } from './chat-message.ts';
import { ChatWindow } from './chat-window.ts';
import { Comings } from './comings.ts';
import { defineOnce } from './define-once.ts';
import { bellIcon, closeIcon, downIcon } from './icons.ts';
import { KeyedRows, type Row } from './keyed-rows.ts';
import { LivePresenceComposer } from './live-presence-composer.ts';
import { styles } from './live-presence-chat-panel.styles.ts';
import type { places as Places } from './live-presence-cursors.ts';
import { panelParts } from './load-panel.ts';
import { MessageTimes, sameDay } from './message-times.ts';
import { PANEL_WORDS } from './panel-words.ts';
import { panel } from './panel.styles.ts';
import { internal, PresencePart, type Alerts, type PresenceOwner } from './presence-part.ts';
import { switchButton } from './switch-button.ts';
import { tokens } from './tokens.styles.ts';
import { retryText, statusText, WORDS } from './words.ts';

export { ChatLog };
panelParts.unsent = UnsentMessages;
panelParts.people = () => import('./live-presence-people.ts');

/** So near to the end counts as the end, in px. */
const NEAR = 48;
/** Messages further away than this from what is seen need not be in the document yet, in px. */
const AHEAD = 900;
/** What comes within this time is announced together, in ms. */
const ANNOUNCE_MS = 1_000;
/** A place on the page is pointed out for so long, in ms. */
const FLASH_MS = 2_500;
/** Messages fetched at a time on the way to one further up. */
const FAR = 100;

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
    alerts: internal,
    close: internal,
    open: { type: Boolean, reflect: true },
    aside: { type: Boolean, reflect: true },
    picking: { state: true },
    atEnd: { state: true },
    active: { state: true },
    asked: { state: true },
    settings: { state: true },
    announced: { state: true },
  };
  static override styles: CSSResultGroup = [tokens, panel, styles];

  declare owner: PresenceOwner | undefined;
  declare alerts: Alerts | undefined;
  declare close: (() => void) | undefined;
  declare open: boolean;
  /** Only the page is to be seen for a moment. */
  declare aside: boolean;
  /** A place on the page is being chosen. */
  declare picking: boolean;
  /** The newest messages are in view. */
  declare atEnd: boolean;
  /** Key of the message whose actions are offered. */
  declare active: string;
  declare asked: MessageView['asked'];
  declare settings: boolean;
  declare announced: string;

  #comings = new Comings();
  #times: MessageTimes | undefined;
  readonly #window = new ChatWindow();
  readonly #list = new KeyedRows();
  /** Key of the message that the tab key comes to. */
  #current = '';
  /** What is seen at the top, and where, so that it stays there. */
  #anchor: { element: HTMLElement; top: number } | undefined;
  /** Of those who have written; made when it is asked for, once for a drawing. */
  #names: Map<string, string> | undefined;
  /** What the messages that are in the document show, and those that are just being drawn. */
  #drawn = new Map<string, unknown[]>();
  #drawing = new Map<string, unknown[]>();
  #focused: HTMLElement | null = null;
  /** The newest message that was in view. */
  #seen = 0;
  /** Where the line stands that says what is new. */
  #newFrom: number | undefined;
  #reading = false;
  /** A message to scroll to once it is there. */
  #target: number | undefined;
  /** Ends the choosing of a place; without a point, in vain. */
  #picked: ((point?: [x: number, y: number]) => void) | undefined;
  #heard: ChatMessage[] = [];
  readonly #resized = new ResizeObserver(() => this.atEnd && this.#scrollToEnd());

  constructor() {
    super();
    new PresenceController(this, ['status'], {
      chat: () => {
        if (this.alerts?.title) countInTitle(this.client?.unread ?? 0);
        this.requestUpdate();
      },
      message: ({ message, live }) => live && this.#arrived(message),
      roster: ({ joined, left, fresh }) => {
        const self = this.client?.self?.id;
        const others = (members: typeof joined): typeof joined => members.filter(({ id }) => id !== self);
        if (!fresh) this.#comings.add(this.#newest, others(joined), others(left));
        this.requestUpdate();
      },
    });
    this.addController(new CountdownController(this));
    this.open = this.aside = this.picking = this.settings = false;
    this.atEnd = true;
    this.active = this.announced = '';
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
    this.#resized.disconnect();
    if (this.alerts?.title) countInTitle(0);
  }

  /** Into the field, or where that would call up a keyboard over half the page, to the panel. */
  override focus(): void {
    void this.updateComplete.then(async () => {
      const coarse = matchMedia('(pointer: coarse)').matches;
      await this.#composer?.updateComplete;
      if (coarse) this.renderRoot.querySelector('h2')?.focus({ preventScroll: true });
      else this.#composer?.focus();
    });
  }

  /** A closed panel sleeps, but goes to another room with its page. */
  protected override shouldUpdate(changed: PropertyValues): boolean {
    return this.open || !this.hasUpdated || this.hasAttribute('open') || changed.has('client');
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
          ${
            this.owner
              ? html`<button
                  class="icon"
                  aria-label=${PANEL_WORDS.alerts}
                  title=${PANEL_WORDS.alerts}
                  aria-expanded=${this.settings}
                  @click=${() => (this.settings = !this.settings)}
                >
                  ${bellIcon}
                </button>`
              : nothing
          }
          <button class="icon" aria-label=${PANEL_WORDS.close} @click=${this.close}>${closeIcon}</button>
        </header>
        ${this.settings ? this.#settings() : nothing}
        <div
          class="log scroll"
          part="chat-log"
          role="log"
          aria-live="off"
          tabindex=${chat.items.length > 0 ? -1 : 0}
          aria-label=${PANEL_WORDS.log}
          @scroll=${this.#scrolled}
          @keydown=${this.#rove}
        >
          ${chat.gap ? html`<div class="line">${PANEL_WORDS.gap}</div>` : nothing}
          ${
            chat.more && this.#window.range(chat.items)[0] === 0
              ? html`<div class="line">
                  <button class="link" @click=${() => chat.loadOlder()}>${PANEL_WORDS.earlier}</button>
                </div>`
              : nothing
          }
          <div class="row" role="none"></div>
        </div>
        <div class="foot">
          ${this.atEnd ? nothing : this.#jumpButton(chat.items)}
          <p class="typing quiet">${PANEL_WORDS.typing(chat.typing.names, chat.typing.count)}</p>
          <live-presence-composer
            exportparts="chat-input, chat-send"
            .client=${client}
            .clock=${this.clock}
            .pick=${this.#pick}
            .sent=${this.#toEnd}
            .editLast=${this.#editLast}
          ></live-presence-composer>
        </div>
      </section>
      <span class="unseen" role="status">${this.announced}</span>
      ${
        this.picking
          ? html`<div
              class="pick"
              tabindex="-1"
              role="dialog"
              aria-label=${PANEL_WORDS.pin}
              aria-describedby="how"
              @click=${({ clientX, clientY }: MouseEvent) => this.#picked?.([clientX, clientY])}
              @keydown=${this.#pickKey}
            >
              <p id="how">
                ${PANEL_WORDS.pinHow}
                <button
                  class="link"
                  @click=${(event: Event) => {
                    event.stopPropagation();
                    this.#picked?.();
                  }}
                >
                  ${PANEL_WORDS.cancel}
                </button>
              </p>
            </div>`
          : nothing
      }
      <span class="ring" hidden></span>`;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('client')) {
      this.#comings = new Comings();
      this.#window.toEnd();
      this.#seen = 0;
      this.#newFrom = this.#target = undefined;
      this.#reading = false;
      this.client?.useChat(ChatLog);
    }
    if (changed.get('alerts') && changed.has('alerts'))
      countInTitle(this.alerts?.title ? (this.client?.unread ?? 0) : 0);
    this.#read();
    const log = this.#log;
    this.#anchor = undefined;
    this.#focused = this.shadowRoot?.activeElement?.closest<HTMLElement>('.message') ?? null;
    if (!log) return;
    this.atEnd = this.#isAtEnd(log);
    if (this.atEnd) return;
    for (const element of log.querySelectorAll<HTMLElement>('.message')) {
      const top = element.offsetTop;
      if (top + element.offsetHeight <= log.scrollTop) continue;
      this.#anchor = { element, top };
      break;
    }
    const near = nearTo(log);
    const items = this.client?.chat.items ?? [];
    if (near === 'top') this.#window.up(items);
    if (near === 'bottom') this.#window.down(items);
  }

  protected override updated(): void {
    const log = this.#log;
    const { client } = this;
    if (!log || !client) return;
    this.#list.draw(log.querySelector('.row') as Element, this.#rows(client));
    this.#resized.observe(log);
    if (this.atEnd) {
      this.#scrollToEnd();
      this.#seen = this.#newest;
    } else {
      if (this.#anchor?.element.isConnected)
        log.scrollTop += this.#anchor.element.offsetTop - this.#anchor.top;
      // At the very top or bottom nothing more can be scrolled, and no event comes.
      this.#fill(log, client.chat);
    }
    this.#keepFocus(log);
    this.#approach(client.chat);
  }

  // ── The messages ────────────────────────────────────────────────────────────────────────────────────────────

  #rows(client: PresenceClient): Row[] {
    const { items } = client.chat;
    const now = Date.now();
    this.#times ??= new MessageTimes(this.lang || document.documentElement.lang);
    const times = this.#times;
    const [from, to] = this.#window.range(items);
    const rows: Row[] = [];
    this.#names = undefined;
    const line = (id: string, text: string, part = 'system-message'): void => {
      if (text) rows.push({ key: id, row: html`<div class="line" part=${part}><bdi>${text}</bdi></div>` });
    };
    if (from === 0) line('came0', this.#comings.after(0));
    let before = items[from - 1];
    const current = items.slice(from, to).some((item) => key(item) === this.#current)
      ? this.#current
      : key(items[to - 1]);
    for (const item of items.slice(from, to)) {
      const id = key(item);
      const newDay = !before || !sameDay(before.at, item.at);
      if (newDay) {
        const day = times.day(item.at, now);
        rows.push({ key: `day${id}`, row: html`<div class="line day">${day}</div>` });
      }
      if (item.seq === this.#newFrom)
        rows.push({ key: 'new', row: html`<div class="line new">${PANEL_WORDS.newSince}</div>` });
      if (item.kind === 'notice') line(id, item.deleted ? PANEL_WORDS.deleted : item.text);
      else {
        const first = newDay || rows.at(-1)?.key !== key(before) || !standTogether(before, item);
        rows.push({ key: id, row: this.#message(client, item, first, id === current, now) });
      }
      if (item.seq) line(`came${item.seq}`, this.#comings.after(item.seq));
      before = item;
    }
    this.#drawn = this.#drawing;
    this.#drawing = new Map();
    if (items.length === 0) rows.push({ key: 'none', row: this.#empty(client) });
    return rows;
  }

  /** A message's row; nothing to do where everything that it shows is as it was. */
  #message(
    client: PresenceClient,
    item: ChatItem,
    first: boolean,
    current: boolean,
    now: number,
  ): TemplateResult | typeof noChange {
    const view = this.#view(client, item, first, current, now);
    const { active, asked, editable, ignored, page, self, nameOf } = view;
    const origin = item.reply && client.chat.quote(item.reply);
    const named = [...(item.mentions ?? []), ...(item.reactions ?? []).flatMap(({ members }) => members)];
    const muted = origin ? this.#ignores(origin.member) : false;
    const shown = [item, origin, muted, first, current, active, asked, editable, ignored, page, self].concat(
      named.map(nameOf),
    );
    const id = key(item);
    const before = this.#drawn.get(id);
    this.#drawing.set(id, shown);
    const same = before?.length === shown.length && before.every((value, index) => value === shown[index]);
    return same ? noChange : chatMessage(item, view);
  }

  #view(client: PresenceClient, item: ChatItem, first: boolean, current: boolean, now: number): MessageView {
    const { chat, self, limits, page, roster } = client;
    const active = this.active === key(item);
    return {
      log: chat,
      first,
      current,
      active,
      page,
      time: this.#times?.time(item.at) ?? '',
      mentioned: self !== undefined && item.mentions?.includes(self.id) === true,
      asked: active ? this.asked : undefined,
      editable: item.mine && now - item.at < limits.editMs,
      ignored: this.#ignores(item.member),
      ignores: (member) => this.#ignores(member),
      self: self?.id,
      nameOf: (id) => roster.members.get(id)?.name ?? this.#nameOf(id),
      activate: this.#activate,
      ask: (what) => (this.asked = what),
      react: this.#react,
      reply: (to) => this.#composer?.reply(to),
      edit: (what) => this.#composer?.edit(what),
      remove: ({ seq }) => {
        chat.delete(seq);
        this.asked = undefined;
      },
      ignore: ({ member }, ignored) => {
        this.owner?.ignore(member, ignored);
        this.requestUpdate();
      },
      jump: this.#jump,
      show: (pin) => void this.#show(pin),
    };
  }

  #ignores(member: string): boolean {
    return this.owner?.ignored.has(member) === true;
  }

  /** The name of somebody who has written, here or not. */
  #nameOf(id: string): string | undefined {
    this.#names ??= new Map(this.client?.chat.items.map(({ member, name }) => [member, name]));
    return this.#names.get(id);
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

  readonly #activate = (item: ChatItem, on = true): void => {
    const id = key(item);
    if (on) this.#current = id;
    else if (this.active !== id || this.asked || this.#log?.matches(':focus-within')) return;
    if (on && this.active !== id) this.asked = undefined;
    this.active = on ? id : '';
  };

  readonly #react = (item: ChatItem, emoji: string): void => {
    const { chat, self } = this.client ?? {};
    const given = item.reactions?.find((reaction) => reaction.emoji === emoji)?.members ?? [];
    chat?.react(item.seq, emoji, !given.includes(self?.id ?? ''));
    this.asked = undefined;
  };

  /** The last message of one's own that may still be changed. */
  readonly #editLast = (): void => {
    const { chat, limits } = this.client ?? {};
    const now = Date.now();
    const last = chat?.items.findLast(({ mine, seq, deleted }) => mine && seq > 0 && !deleted);
    if (last && now - last.at < (limits?.editMs ?? 0)) this.#composer?.edit(last);
  };

  /** What had the focus may have gone with what was done by it: who uses the keyboard goes on from there. */
  #keepFocus(log: HTMLElement): void {
    const message = this.#focused;
    if (!message || this.shadowRoot?.activeElement) return;
    const next = message.isConnected
      ? (message.querySelector<HTMLElement>('.actions button') ?? message)
      : log;
    next.focus({ preventScroll: true });
  }

  // ── Where the reader is ─────────────────────────────────────────────────────────────────────────────────────

  get #newest(): number {
    return Math.max(0, ...(this.client?.chat.items ?? []).slice(-100).map(({ seq }) => seq));
  }

  get #log(): HTMLElement | null {
    return this.renderRoot.querySelector('.log');
  }

  get #composer(): LivePresenceComposer | null {
    return this.renderRoot.querySelector('live-presence-composer');
  }

  #isAtEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
    return this.#window.atEnd && (clientHeight === 0 || scrollHeight - scrollTop - clientHeight < NEAR);
  }

  #scrollToEnd(): void {
    const log = this.#log;
    if (log) log.scrollTop = log.scrollHeight;
  }

  #jumpButton(items: readonly ChatItem[]): TemplateResult {
    const count = items.filter(({ seq, mine }) => seq > this.#seen && !mine).length;
    return html`<button
      class="newer"
      aria-label=${count ? nothing : PANEL_WORDS.toEnd}
      title=${PANEL_WORDS.toEnd}
      @click=${() => {
        this.#toEnd();
        this.#composer?.focus();
      }}
    >
      ${downIcon}${count ? PANEL_WORDS.newer(count) : nothing}
    </button>`;
  }

  /** Everything up to the newest is read while the panel can be seen. */
  readonly #read = (): void => {
    const chat = this.client?.hasChat ? this.client.chat : undefined;
    const reading = this.open && !document.hidden && chat !== undefined;
    if (reading && !this.#reading) {
      this.#newFrom = this.#target = chat.firstUnread;
    }
    this.#reading = reading;
    if (reading) chat.markRead();
  };

  readonly #toEnd = (): void => {
    this.#window.toEnd();
    this.#newFrom = undefined;
    this.client?.chat.forgetOlder();
    this.requestUpdate();
    void this.updateComplete.then(() => this.#scrollToEnd());
  };

  readonly #scrolled = (): void => {
    const log = this.#log;
    const { client } = this;
    if (!log || !client || log.clientHeight === 0) return;
    const atEnd = this.#isAtEnd(log);
    if (atEnd && !this.atEnd) client.chat.forgetOlder();
    this.atEnd = atEnd;
    this.#fill(log, client.chat);
  };

  /** Sees to it that there is something in the document above and below what is seen; an update moves the window. */
  #fill(log: HTMLElement, chat: ChatLog): void {
    const [from, to] = this.#window.range(chat.items);
    const near = nearTo(log);
    if (near === 'top' ? from > 0 : near === 'bottom' && to < chat.items.length) this.requestUpdate();
    else if (near === 'top') chat.loadOlder();
  }

  readonly #jump = (seq: number): void => {
    if (!this.client?.chat.quote(seq)) return;
    this.#target = seq;
    this.requestUpdate();
  };

  /** Goes on towards the message that is looked for. */
  #approach(chat: ChatLog): void {
    const seq = this.#target;
    if (seq === undefined || !this.open) return;
    const { items } = chat;
    if (!chat.find(seq)) {
      if (!chat.more) this.#target = undefined;
      else chat.loadOlder(FAR);
      return;
    }
    const [from, to] = this.#window.range(items);
    const index = items.findIndex((item) => item.seq === seq);
    if (index < from || index >= to) {
      this.#window.around(items, seq);
      this.requestUpdate();
      return;
    }
    this.#target = undefined;
    const log = this.#log;
    if (!log) return;
    if (seq === this.#newFrom) {
      // At the top; where all that is new can be seen, the end.
      log.scrollTop = log.querySelector<HTMLElement>('.new')?.offsetTop ?? log.scrollTop;
      return;
    }
    const element = log.querySelector<HTMLElement>(`[data-seq="${seq}"]`);
    if (!element) return;
    log.scrollTop = element.offsetTop - (log.clientHeight - element.offsetHeight) / 2;
    element.focus({ preventScroll: true });
    element.animate([{ opacity: 0.2 }, { opacity: 1 }], { duration: 600 });
  }

  /** Up and down through the messages. */
  readonly #rove = (event: KeyboardEvent): void => {
    const messages = [...(this.#log?.querySelectorAll<HTMLElement>('.message') ?? [])];
    const at = messages.indexOf(event.target as HTMLElement);
    const steps: Record<string, number> = {
      ArrowUp: at - 1,
      ArrowDown: at + 1,
      Home: 0,
      End: messages.length - 1,
    };
    const to = steps[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    if (event.key === 'End') this.#toEnd();
    messages[to]?.focus();
    if (to < 0) this.client?.chat.loadOlder();
  };

  readonly #keydown = (event: KeyboardEvent): void => {
    // What is typed here is no hotkey of the page.
    event.stopPropagation();
    if (event.key !== 'Escape' || event.isComposing) return;
    if (this.asked) this.asked = undefined;
    else if (!this.#composer?.cancel()) this.close?.();
  };

  /** A phone's keyboard lies over the page: the sheet stands on top of it. */
  readonly #keyboard = (): void => {
    if (!visualViewport) return;
    const covered = Math.max(0, innerHeight - visualViewport.height - visualViewport.offsetTop);
    this.style.setProperty('--_keyboard', `${covered}px`);
  };

  // ── Being told ──────────────────────────────────────────────────────────────────────────────────────────────

  #arrived(message: ChatMessage): void {
    const { client, alerts, owner } = this;
    if (!client || message.member === client.self?.id || owner?.ignored.has(message.member)) return;
    const looking = this.open && !document.hidden;
    if (!looking && alerts) alertOf(message, client, alerts);
    if (!looking) return;
    this.#heard.push(message);
    if (this.#heard.length > 1) return;
    this.announced = '';
    this.clock.setTimeout(() => {
      const heard = this.#heard.splice(0);
      this.announced =
        heard.length > 1 ? PANEL_WORDS.newer(heard.length) : `${message.name} ${message.text}`.trim();
    }, ANNOUNCE_MS);
  }

  #settings(): TemplateResult {
    const { owner } = this;
    const { sound = false, notify = false } = owner?.alerts ?? {};
    return html`<div class="settings" role="group" aria-label=${PANEL_WORDS.alerts}>
      ${switchButton(PANEL_WORDS.sound, sound, () => {
        owner?.setAlerts({ sound: !sound });
        if (!sound) void chime();
        this.requestUpdate();
      })}
      ${
        'Notification' in globalThis
          ? switchButton(PANEL_WORDS.notify, notify, () => void this.#allowNotifications(!notify))
          : nothing
      }
      ${
        notify && Notification.permission === 'denied'
          ? html`<p class="quiet">${PANEL_WORDS.notifyDenied}</p>`
          : nothing
      }
    </div>`;
  }

  async #allowNotifications(on: boolean): Promise<void> {
    if (on) await Notification.requestPermission();
    this.owner?.setAlerts({ notify: on });
    this.requestUpdate();
  }

  // ── Places on the page ──────────────────────────────────────────────────────────────────────────────────────

  /** Lets the visitor choose a place, by a click or, in the middle of the window, by a key. */
  readonly #pick = async (): Promise<Pin | undefined> => {
    const places = await loadPlaces();
    const { client } = this;
    if (!places || !client || this.picking) return undefined;
    this.aside = this.picking = true;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.pick')?.focus({ preventScroll: true });
    const point = await new Promise<[number, number] | undefined>((resolve) => {
      this.#picked = resolve;
    });
    this.picking = false;
    this.#picked = undefined;
    await this.updateComplete;
    const place = point && places.at(...point);
    this.aside = false;
    if (point && !place) this.announced = PANEL_WORDS.noPlace;
    return place && { page: client.page, ...place };
  };

  readonly #pickKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape') this.#picked?.();
    if (event.key === 'Enter' && event.target === event.currentTarget)
      this.#picked?.([innerWidth / 2, innerHeight / 2]);
  };

  /** Scrolls to a place and points it out. */
  readonly #show = async (pin: Pin): Promise<void> => {
    const places = await loadPlaces();
    const ring = this.renderRoot.querySelector<HTMLElement>('.ring');
    if (!places || !ring) return;
    const where = places.scrollTo(pin, !matchMedia('(prefers-reduced-motion: reduce)').matches);
    // A sheet over the whole of a phone's window steps aside.
    this.aside = matchMedia('(max-width: 480px)').matches;
    let going = true;
    const follow = (): void => {
      const point = where();
      ring.hidden = !point || !going;
      if (point) ring.style.translate = `${point.x}px ${point.y}px`;
      if (going) requestAnimationFrame(follow);
    };
    follow();
    this.clock.setTimeout(() => (going = this.aside = false), FLASH_MS);
  };
}

/** What finds places on the page: the cursors' own code. Nothing where the server is away. */
async function loadPlaces(): Promise<typeof Places | undefined> {
  try {
    return (await import('./live-presence-cursors.ts')).places;
  } catch {
    return undefined;
  }
}

/** Which end of what is in the document the reader comes near to. */
function nearTo({ scrollTop, scrollHeight, clientHeight }: HTMLElement): 'top' | 'bottom' | undefined {
  if (scrollTop < AHEAD) return 'top';
  return scrollHeight - scrollTop - clientHeight < AHEAD ? 'bottom' : undefined;
}

/** Of one message, before and after the server knows it. */
function key(item: ChatItem | undefined): string {
  return item ? `${item.member} ${item.op ?? item.seq}` : '';
}

defineOnce('live-presence-composer', LivePresenceComposer);
defineOnce('live-presence-chat-panel', LivePresenceChatPanel);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-chat-panel': LivePresenceChatPanel;
  }
}
