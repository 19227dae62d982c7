import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Member } from '../../../protocol/presence.ts';
import type { ChatItem } from '../../client/chat/chat-item.ts';
import { bubbleIcon } from '../../shared/bubble-icon.ts';
import { defineOnce } from '../../shared/define-once.ts';
import { KeyedRows } from '../../shared/keyed-rows.ts';
import { PresenceController } from '../../shared/presence-controller.ts';
import { internal, PresencePart, type PresenceOwner } from '../../shared/presence-part.ts';
import { chatReader, isMuted, type ChatReader } from './chat-reader.ts';
import { details, messageMenus } from '../late-parts.ts';
import { request, type ChatRequestEvent, type ChatRequests, type MessageMenu } from '../chat-request.ts';
import type * as Details from '../details.ts';
import type { JoinLeaveNotices } from './join-leave-notices.ts';
import { hasDetails } from './has-details.ts';
import { LivePresenceMessage } from './live-presence-message.ts';
import { keyOf, logRows, type LogRow } from './log-rows.ts';
import { ReadingController } from './reading-controller.ts';
import { RovingController } from './roving-controller.ts';

/** At most so many are kept until what shows them has loaded. */
const MAX_WAITING = 500;
/** The log waits for no longer than this for what leads to the first unread message, in ms. */
const PATIENCE_MS = 2_000;

/**
 * The log as the reader sees it: a stretch of its messages, with days, notices, and who joined and left. It renders
 * into the panel's tree, so that the panel's styles and parts apply.
 */
export class LivePresenceMessageList extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    owner: internal,
    open: internal,
    current: { state: true },
    active: { state: true },
    menu: { state: true },
  };

  declare owner: PresenceOwner | undefined;
  /** Closed, the list does not follow the log. */
  declare open: boolean;
  /** Key of the message that the Tab key stops at. */
  declare current: string;
  /** Key of the message whose menu is shown. */
  declare active: string;
  declare menu: MessageMenu;

  /** Of several messages in a row by somebody muted, the first stands for all. */
  readonly folded = (items: readonly ChatItem[], index: number): boolean => {
    const [before, item] = [items[index - 1], items[index]];
    return (
      item?.kind === 'message' &&
      before?.kind === 'message' &&
      item.member === before.member &&
      this.owner?.choices.ignored.has(item.member) === true
    );
  };

  readonly #reading = new ReadingController(this);
  readonly #roving = new RovingController(this, (end) => {
    if (end === 'bottom') this.toEnd();
    else this.client?.chat.loadOlder();
  });
  readonly #rows = new KeyedRows();
  readonly #requests: Partial<ChatRequests> = {
    openMenu: (menu) => (this.menu = menu),
    react: () => (this.menu = 'actions'),
    delete: () => (this.menu = 'actions'),
    jump: (seq) => this.#reading.jump(seq),
    mute: (member, on) => {
      this.owner?.choices.ignore(member, on);
      this.requestUpdate();
    },
  };
  #notices: JoinLeaveNotices | undefined;
  /** Who joined and left, for `#notices`. */
  #joins: Parameters<JoinLeaveNotices['add']>[] = [];
  #reader: ChatReader | undefined;
  /** Key of the message that the mouse is over. */
  #hovered = '';
  /** Where the mouse was last. */
  #mouse = '';

  constructor() {
    super();
    new PresenceController(this, ['chat', 'status'], {
      roster: ({ joined, left, fresh }) => {
        const others = (members: readonly Member[]): Member[] =>
          members.filter(({ id }) => id !== this.client?.self?.id);
        if (!fresh) this.#addJoins(others(joined), others(left));
        this.requestUpdate();
      },
    });
    this.current = this.active = '';
    this.menu = 'actions';
  }

  /** Shows the newest message. */
  toEnd(): void {
    this.#reading.toEnd();
  }

  /** Goes back from what was chosen in a menu to the menu. @returns whether there was any */
  cancel(): boolean {
    if (this.menu === 'actions') return false;
    this.menu = 'actions';
    return true;
  }

  protected override createRenderRoot(): this {
    return this;
  }

  /** Nobody is shown the end of the log before the first message that they have not read, unless that takes too long. */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.#reading.beginning)
      await Promise.race([
        details.load(),
        new Promise<void>((resolve) => this.clock.after(PATIENCE_MS, resolve)),
      ]);
    await super.scheduleUpdate();
  }

  protected override shouldUpdate(changed: PropertyValues): boolean {
    return this.open || !this.hasUpdated || changed.has('open') || changed.has('client');
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('client')) return;
    this.#notices = undefined;
    this.#joins = [];
  }

  protected override render(): TemplateResult | typeof nothing {
    const { client, language } = this;
    if (!client) return nothing;
    const { t } = language;
    const { items, gap, more } = client.chat;
    const { atEnd, seen } = this.#reading;
    return html`<div
        class="log scroll"
        part="chat-log"
        role="log"
        aria-live="off"
        tabindex=${items.length > 0 ? -1 : 0}
        aria-label=${t('log')}
        @scroll=${this.#onScroll}
        @keydown=${this.#roving.onKeydown}
        @focusin=${this.#onPoint}
        @focusout=${this.#onFocusout}
        @click=${this.#onPoint}
        @pointerover=${this.#onPoint}
        @pointerleave=${this.#onPoint}
        @chat-request=${this.#onRequest}
      >
        ${gap ? html`<div class="line">${t('gap')}</div>` : nothing}
        ${
          more && this.#reading.range(items)[0] === 0
            ? html`<div class="line">
                <button class="link" @click=${() => client.chat.loadOlder()}>${t('earlier')}</button>
              </div>`
            : nothing
        }
        <div class="row" role="none"></div>
      </div>
      ${atEnd ? nothing : details.for(this)?.newerButton(language, items, seen, this.#onNewer)}`;
  }

  protected override updated(): void {
    const { client, language, owner } = this;
    const { log } = this.#reading;
    const list = log?.querySelector('.row');
    if (!log || !list || !client) return;
    const { chat } = client;
    const reader = chatReader(client, language, owner?.choices.ignored ?? [], this.#reader);
    this.#reader = reader;
    const { items } = chat;
    const range = this.#reading.range(items);
    const needed =
      this.#joins.length > 0 ||
      this.#reading.target !== undefined ||
      items.slice(...range).some((item) => hasDetails(item) || isMuted(reader, item.member));
    const drawn = needed ? details.for(this) : details.loaded;
    this.#keepJoins();
    const rows = logRows(
      items,
      range,
      this.#reading.newFrom,
      (seq) => this.#notices?.after(seq, language) ?? '',
      (index) => this.folded(items, index),
    );
    const draw = this.#drawRow(reader, rows, drawn);
    this.#rows.draw(
      list,
      rows.map((row) => ({ key: row.key, row: draw(row) })),
    );
    for (const message of list.querySelectorAll('live-presence-message')) message.performUpdate();
    this.#roving.keepFocus(log);
    this.#reading.onDrawn(log, chat);
  }

  #addJoins(joined: Member[], left: Member[]): void {
    if (joined.length + left.length === 0) return;
    this.#joins.push([this.#reading.newest, joined, left]);
    this.#joins = this.#joins.slice(-MAX_WAITING);
    this.#keepJoins();
  }

  #keepJoins(): void {
    if (!details.loaded) return;
    this.#notices ??= new details.loaded.JoinLeaveNotices();
    for (const joins of this.#joins.splice(0)) this.#notices.add(...joins);
  }

  #drawRow(
    reader: ChatReader,
    rows: readonly LogRow[],
    drawn: typeof Details | undefined,
  ): (row: LogRow) => TemplateResult {
    const { client, times } = reader;
    const { t } = times.language;
    const messages = rows.filter(({ kind }) => kind === 'message');
    const current = (messages.find(({ key }) => key === this.current) ?? messages.at(-1))?.key;
    const names = drawn?.namesOf(client);
    const line = (content: unknown): TemplateResult =>
      html`<div class="line" part="system-message"><bdi>${content}</bdi></div>`;
    return (row) => {
      switch (row.kind) {
        case 'message':
          return html`<live-presence-message
            .item=${row.item}
            .quoted=${row.item.reply ? client.chat.quote(row.item.reply) : undefined}
            .names=${names?.(row.item)}
            .first=${row.first}
            .current=${row.key === current}
            .menu=${row.key === this.active ? this.menu : undefined}
            .drawMenu=${messageMenus.loaded?.messageMenu}
            .details=${drawn}
            .reader=${reader}
          ></live-presence-message>`;
        case 'notice':
          return line(
            row.item.deleted ? t('deleted') : (drawn?.messageText(row.item.text, t('rest')) ?? row.item.text),
          );
        case 'line':
          return line(row.text);
        case 'day':
          return html`<div class="line day">${times.day(row.at, this.clock.date())}</div>`;
        case 'new':
          return html`<div class="line new">${t('newSince')}</div>`;
        case 'empty': {
          // Nobody knows whether there are any.
          // eslint-disable-next-line lit/prefer-nothing -- a row is always a template
          if (client.chat.unavailable) return html``;
          const others = client.roster.count - 1;
          return html`<div class="empty quiet">
            ${bubbleIcon}
            <slot name="empty"
              ><b>${t('none')}</b>${others > 0 ? t('noneOthers', { count: others }) : t('noneAlone')}</slot
            >
          </div>`;
        }
      }
    };
  }

  /** Shows the menu of the message that the reader points at, clicks or focuses. */
  readonly #onPoint = (event: Event): void => {
    const { type } = event;
    const pointer = type.startsWith('pointer');
    if (this.#roving.keeping || (pointer && !this.#isMove(event as PointerEvent))) return;
    // A button that was clicked may be gone by now.
    const message = event.composedPath().find((at) => at instanceof LivePresenceMessage);
    const key = keyOf(message?.item);
    if (pointer) this.#hovered = key;
    if (key) {
      // If the server cannot be reached, the next move tries again.
      messageMenus.for(this);
      if (key !== this.active) this.menu = 'actions';
      this.current = this.active = key;
    } else if (pointer ? this.menu === 'actions' : type === 'click') this.#leave(this.active);
  };

  /**
   * Fingers and pens don't hover: their click decides. Nor does a mouse at rest, when the log's content moves below it;
   * but it leaves a log that moves away.
   */
  #isMove({ type, pointerType, clientX, clientY }: PointerEvent): boolean {
    const before = this.#mouse;
    this.#mouse = `${clientX} ${clientY} ${type}`;
    return pointerType === 'mouse' && this.#mouse !== before;
  }

  /** Whoever goes on reading or writing wants nothing more of a message: its menu does not cover the log. */
  #leave(left = ''): void {
    const focused = this.#reading.log?.querySelector(':focus-visible');
    const key = keyOf(focused?.closest<LivePresenceMessage>('live-presence-message')?.item);
    this.menu = 'actions';
    this.active = key === left ? this.#hovered : key;
  }

  readonly #onScroll = (): void => {
    this.#reading.onScroll();
    // At the end, it was a new message that moved the log. A field scrolls into view by itself.
    if (this.#reading.atEnd || this.#reading.log?.querySelector('input:focus')) return;
    this.#hovered = '';
    this.#leave();
  };

  readonly #onFocusout = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    const log = currentTarget as HTMLElement;
    if (log.contains(relatedTarget as Node | null)) return;
    // A button that was used may be gone; by then the focus is back.
    queueMicrotask(() => {
      if (!log.matches(':focus-within')) this.#leave();
    });
  };

  /** What the list does not answer the panel does. */
  readonly #onRequest = (event: ChatRequestEvent): void => event.answer(this.#requests);

  readonly #onNewer = (): void => {
    this.toEnd();
    request(this, 'compose');
  };
}

defineOnce('live-presence-message-list', LivePresenceMessageList);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-message-list': LivePresenceMessageList;
  }
}
