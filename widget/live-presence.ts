import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Clock } from '../protocol/clock.ts';
import type { Member } from '../protocol/presence.ts';
import './badge/live-presence-badge.ts';
import type { LivePresenceChat } from './chat/live-presence-chat.ts';
import './chat/live-presence-chat.ts';
import { ClientController } from './client-controller.ts';
import type { ChatItem } from './client/chat-item.ts';
import { systemClock } from './client/clock.ts';
import { PresenceClient, type PresenceClientOptions, type Status } from './client/presence-client.ts';
import { ConsentController } from './consent/consent-controller.ts';
import './consent/live-presence-consent.ts';
import type { LivePresenceCursors } from './cursors/live-presence-cursors.ts';
import type { LivePresenceEvents } from './events.ts';
import { LanguageController } from './host/language-controller.ts';
import { SchemeController } from './host/scheme-controller.ts';
import { styles } from './live-presence.styles.ts';
import {
  checkAttributes,
  CHOICES,
  choose,
  hotkeyOf,
  serverOf,
  type Choice,
  type ChoiceName,
} from './settings.ts';
import { DeferredFirstUpdate, nextTask } from './shared/deferred-first-update.ts';
import { LastPointerController } from './shared/last-pointer-controller.ts';
import type { PresenceOwner } from './shared/presence-part.ts';
import { forwardSlot } from './shared/slot-forwarding.ts';
import { VisitorChoices } from './visitor/visitor-choices.ts';
import { PREFIX, READ_KEY, VISITOR_KEY, VisitorStorage } from './visitor/visitor-storage.ts';
import type { Language } from './words/language.ts';
import type { Strings } from './words/messages.ts';

const CHOICE_NAMES = Object.keys(CHOICES) as ChoiceName[];
const TEXT_NAMES = ['server', 'room', 'page', 'name', 'color', 'avatar', 'hotkey', 'lang'] as const;
const reflected = { reflect: true, useDefault: true };

/**
 * Everybody on the page sees each other: cursors on the content, a badge of who is here, a chat.
 *
 * @attr server - Address of the server; by default where the script came from.
 * @attr room - People who share a chat and a list; by default the site's host.
 * @attr page - Part of the room whose visitors see each other's cursors; by default the path.
 * @attr name - The visitor's name, for sites that know it.
 * @attr color - The visitor's colour, `#rrggbb`, for sites that know it.
 * @attr avatar - Kept for the site's own use: others see the picture of a token only.
 * @attr token - Who the visitor is, signed by the site. Set as a property it does not show in the markup.
 * @attr {on|off} cursors - Whether cursors are shown and one's own is sent.
 * @attr {on|off} badge - Whether the badge is there.
 * @attr {closed|open|off} chat - State of the chat, or none at all.
 * @attr {bottom-right|bottom-left|top-right|top-left} position - Corner of badge and chat.
 * @attr {auto|light|dark} theme - By default as the page's `color-scheme`, else as the system.
 * @attr lang - Language, where it is another than the page's.
 * @attr {granted|required} consent - `required`: nothing is opened, stored or sent before it turns `granted`.
 * @attr {local|session|none} storage - Where the browser remembers the visitor.
 * @attr {badge|title} unread - Where the number of unread messages stands; `title`: before the page's title, too.
 * @attr hotkey - Key that opens the cursor chat, as `/`; none by default. Not heard where something is written.
 * @attr status - Read only: `idle`, `connecting`, `online`, `reconnecting`, `offline` or `refused`.
 * @fires presence-status - The connection is in another state.
 * @fires presence-join - Somebody came.
 * @fires presence-leave - Somebody left.
 * @fires presence-message - A message was posted.
 * @fires presence-language - The texts are in another language now.
 * @fires presence-error - The server refused something.
 * @slot badge-icon - Stands first in the badge.
 * @slot chat-header - Stands in the head of the chat, in place of its title.
 * @slot chat-empty - What the chat shows while nothing is said in it.
 * @csspart consent - The card that asks for consent.
 * @csspart consent-grant - The button that agrees.
 * @csspart consent-decline - The other one.
 * @csspart cursor - One cursor; its box's top left corner is the point.
 * @csspart cursor-label - The name beside it.
 * @csspart cursor-says - What its owner types at it.
 * @csspart cursor-chip - Somebody whose cursor is beyond the window's edge; a click scrolls there.
 * @csspart cursor-talk - The field of the cursor chat at one's own pointer.
 * @csspart badge - The pill with the number of people.
 * @csspart avatar - Picture or initials of one person.
 * @csspart count - The number of people.
 * @csspart status - State of the connection.
 * @csspart people - The list of people.
 * @csspart person - One entry of it.
 * @csspart profile - Where the visitor chooses name and colour.
 * @csspart chat-toggle - The button that opens the chat.
 * @csspart unread - The number of unread messages.
 * @csspart chat - The chat's panel.
 * @csspart chat-log - The messages.
 * @csspart message - One message.
 * @csspart message-author - Who wrote it.
 * @csspart message-text - What it says.
 * @csspart message-time - When it was written.
 * @csspart message-reaction - An emoji of others, with how many.
 * @csspart message-pin - The chip that shows the place that it points at.
 * @csspart system-message - Who came and went, and notices of the site.
 * @csspart chat-input - The field to write in.
 * @csspart chat-send - The button beside it.
 * @cssproperty --live-presence-font - Font family; by default the page's.
 * @cssproperty --live-presence-font-size - By default 14px.
 * @cssproperty --live-presence-surface - Background of pill, button and panels.
 * @cssproperty --live-presence-subtle - Background of what stands on them.
 * @cssproperty --live-presence-text - Text.
 * @cssproperty --live-presence-muted - Less important text.
 * @cssproperty --live-presence-line - Hairlines.
 * @cssproperty --live-presence-accent - One's own messages, buttons, focus.
 * @cssproperty --live-presence-on-accent - What stands on the accent.
 * @cssproperty --live-presence-alert - What wants to be noticed.
 * @cssproperty --live-presence-on-alert - What stands on it.
 * @cssproperty --live-presence-radius - Corners of the panels.
 * @cssproperty --live-presence-space - Distance between things, by default 8px.
 * @cssproperty --live-presence-shadow - Shadow of pill, button and panels.
 * @cssproperty --live-presence-offset-x - Distance from the side of the window.
 * @cssproperty --live-presence-offset-y - Distance from its top or bottom.
 * @cssproperty --live-presence-z-index - In browsers without a top layer.
 */
export class LivePresence extends DeferredFirstUpdate implements PresenceOwner {
  /** Where the script came from, if from a server: the default of `server`. */
  static origin: string | undefined;

  static override properties: PropertyDeclarations = {
    ...Object.fromEntries([...CHOICE_NAMES, ...TEXT_NAMES].map((name) => [name, reflected])),
    token: {},
    strings: { attribute: false },
    clock: { attribute: false },
    createClient: { attribute: false },
  };
  static override styles: CSSResultGroup = styles;

  declare server: string;
  declare room: string;
  declare page: string;
  declare name: string;
  declare color: string;
  declare avatar: string;
  declare token: string | null;
  declare hotkey: string;
  declare cursors: Choice<'cursors'>;
  declare badge: Choice<'badge'>;
  declare chat: Choice<'chat'>;
  declare position: Choice<'position'>;
  declare theme: Choice<'theme'>;
  declare consent: Choice<'consent'>;
  declare storage: Choice<'storage'>;
  declare unread: Choice<'unread'>;
  /** Texts of the site's own, which go before those of the language. */
  declare strings: Strings | undefined;
  /** Time, for tests. */
  declare clock: Clock;
  /** Makes the client, for tests and for sites that bring another transport. */
  declare createClient: (options: PresenceClientOptions) => PresenceClient;

  readonly #visitorStorage = new VisitorStorage('none');
  readonly #choices = new VisitorChoices(this.#visitorStorage, () => {
    this.#connection.syncProfile();
    this.requestUpdate();
  });
  readonly #consent = new ConsentController(this, this.#visitorStorage);
  readonly #connection = new ClientController(this, this.#visitorStorage, () =>
    serverOf(this.server, LivePresence.origin),
  );
  readonly #pointer = new LastPointerController();
  readonly #language = new LanguageController(this);
  readonly #scheme = new SchemeController(this);
  /** The first update connects, the second draws. */
  #drawn = false;
  #drawing: Promise<void> | undefined;

  constructor() {
    super();
    for (const name of CHOICE_NAMES) (this as Record<ChoiceName, string>)[name] = CHOICES[name][0];
    for (const name of TEXT_NAMES) this[name] = '';
    this.token = null;
    this.clock = systemClock;
    this.createClient = (options) => new PresenceClient(options);
    this.addController(this.#pointer);
  }

  /** The connection, once there is one. */
  get client(): PresenceClient | undefined {
    return this.#connection.client;
  }

  /** The language of the texts, for parts that stand alone. */
  get language(): Language {
    return this.#language.current;
  }

  /** State of the connection. */
  get status(): Status {
    return this.client?.status ?? 'idle';
  }

  /** Who is here and known by name, in the order of arrival; oneself included. */
  get members(): Member[] {
    return [...(this.client?.roster.members.values() ?? [])];
  }

  /** How many people are here, oneself included. */
  get count(): number {
    return this.client?.roster.count ?? 0;
  }

  /** The loaded messages of the chat, the oldest first; none before the chat was first opened or posted to. */
  get messages(): readonly ChatItem[] {
    return this.client?.hasChat ? this.client.chat.items : [];
  }

  /** Whether the visitor has hidden the widget until they leave the site. */
  get dismissed(): boolean {
    return this.#choices.dismissed;
  }

  /** What the visitor has chosen for themselves. */
  get choices(): VisitorChoices {
    return this.#choices;
  }

  /** Posts to the chat. Without a connection the message waits; without a client nothing happens. */
  send(text: string): void {
    void this.#connection.withChat((client) => client.chat.post(text));
  }

  openChat(): void {
    if (this.chat === 'closed') this.chat = 'open';
  }

  closeChat(): void {
    if (this.chat === 'open') this.chat = 'closed';
  }

  /** Hides everything and disconnects, until the visitor leaves the site or `restore()` is called. */
  dismiss(): void {
    this.#choices.setDismissed(true);
  }

  restore(): void {
    this.#choices.setDismissed(false);
  }

  /**
   * Scrolls to a member's cursor, once, and points it out.
   * @returns false if they have none on this page
   */
  scrollToMember(id: string): boolean {
    // The element is in the template before its script has loaded.
    const cursors: Partial<LivePresenceCursors> | null =
      this.renderRoot.querySelector('live-presence-cursors');
    return cursors?.scrollToMember?.(id) ?? false;
  }

  grantConsent(): void {
    this.#consent.grant();
  }

  /**
   * Disconnects and clears the storage, with the key that proves who the visitor is. They are not asked again before
   * the page is reloaded.
   * @param erase asks the server first to erase the visitor's messages; if it cannot, nothing happens
   * @returns false if it could not
   */
  async withdrawConsent(erase = false): Promise<boolean> {
    if (erase && !(await this.client?.erase())) return false;
    this.#consent.withdraw();
    return true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('storage', this.#onStorage);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('storage', this.#onStorage);
  }

  protected override willUpdate(): void {
    for (const name of CHOICE_NAMES) {
      const value = choose(name, this[name]);
      if (value !== this[name]) (this as Record<ChoiceName, string>)[name] = value;
    }
    if (!this.hasUpdated) checkAttributes(this, LivePresence.observedAttributes);
    this.#visitorStorage.mode = this.storage;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { chat, position, clock, language } = this;
    const { tag } = language;
    const dir = (this.dir || language.dir) as Language['dir'];
    const client = this.#connection.active ? this.client : undefined;
    if (!this.#drawn || (!client && !this.#consent.pending)) return nothing;
    // The page's own colour scheme comes down by inheritance; where there is none, the system's is taken.
    const scheme = this.theme === 'auto' && this.#scheme.open ? ' both' : '';
    const [edge = '', side = ''] = position.split('-');
    const dock = `dock ${edge} ${side}${scheme}`;
    if (!client) {
      return html`<div class=${dock} .popover=${'manual'}>
        <live-presence-consent
          lang=${tag}
          dir=${dir}
          exportparts="consent, consent-grant, consent-decline"
          .language=${language}
          @consent-answer=${this.#onConsent}
        ></live-presence-consent>
      </div>`;
    }
    const { showOthers, shareOwn } = this.#choices.visibility;
    return html`${
        this.cursors === 'on'
          ? html`<div class="overlay${scheme}" .popover=${'manual'}>
                <live-presence-cursors
                  exportparts="cursor, cursor-label, cursor-says"
                  .client=${client}
                  .clock=${clock}
                  .language=${language}
                  .pointer=${this.#pointer}
                  .hotkey=${hotkeyOf(this.hotkey)}
                  .others=${showOthers}
                  .own=${shareOwn}
                ></live-presence-cursors>
              </div>
              <div class="window ${edge}${scheme}" .popover=${'manual'}>
                <live-presence-offscreen
                  exportparts="cursor-chip, cursor-talk, avatar"
                  lang=${tag}
                  dir=${dir}
                  .client=${client}
                  .clock=${clock}
                  .language=${language}
                ></live-presence-offscreen>
              </div>`
          : nothing
      }
      <div class=${dock} .popover=${'manual'}>
        ${
          this.badge === 'on'
            ? html`<live-presence-badge
                exportparts="badge, avatar, count, status, people, person, profile"
                lang=${tag}
                dir=${dir}
                .client=${client}
                .clock=${clock}
                .language=${language}
                .owner=${this}
                .unshared=${!shareOwn && this.cursors === 'on'}
                >${forwardSlot(this, 'badge-icon', 'icon')}</live-presence-badge
              >`
            : nothing
        }
        ${
          chat === 'off'
            ? nothing
            : html`<live-presence-chat
                exportparts="chat, chat-toggle, chat-log, message, message-author, message-text, message-time, message-reaction, message-pin, system-message, chat-input, chat-send, unread, avatar, status"
                lang=${tag}
                dir=${dir}
                .open=${chat === 'open'}
                .client=${client}
                .clock=${clock}
                .language=${language}
                .owner=${this}
                .alerts=${{ ...this.#choices.alerts, title: this.unread === 'title' }}
                @chat-toggle=${this.#onChatToggle}
                >${forwardSlot(this, 'chat-header', 'header')}${forwardSlot(this, 'chat-empty', 'empty')}</live-presence-chat
              >`
        }
      </div>`;
  }

  protected override firstUpdated(): void {
    // Connecting was enough for one task.
    this.#drawing = nextTask().then(() => {
      this.#drawn = true;
      this.requestUpdate();
    });
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#drawing;
    return super.getUpdateComplete();
  }

  protected override updated(): void {
    // Above everything in the page without a war of z-indexes, and out of every clipping or transformed ancestor.
    for (const layer of this.renderRoot.querySelectorAll<HTMLElement>('[popover]')) {
      // Browsers without popovers don't know the selector.
      if ('popover' in layer && this.isConnected && !layer.matches(':popover-open')) layer.showPopover();
    }
  }

  readonly #onChatToggle = (event: Event): void => {
    this.chat = (event.target as LivePresenceChat).open ? 'open' : 'closed';
  };

  readonly #onConsent = ({ detail }: CustomEvent<boolean>): void => this.#consent.answer(detail);

  /** In another tab the visitor has withdrawn consent, read on, or chosen something. */
  readonly #onStorage = ({ key, newValue }: StorageEvent): void => {
    if (this.storage !== 'local') return;
    if (key === VISITOR_KEY && newValue === null) this.#consent.withdraw();
    else if (key === READ_KEY) this.client?.readElsewhere();
    else if (key?.startsWith(PREFIX)) this.requestUpdate();
  };
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- this is how the DOM's event map is extended
  interface HTMLElementEventMap extends LivePresenceEvents {}
  interface HTMLElementTagNameMap {
    'live-presence': LivePresence;
  }
}
