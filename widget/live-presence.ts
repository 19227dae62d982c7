import {
  html,
  nothing,
  type CSSResultGroup,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import type { Member, Profile } from '../protocol/presence.ts';
import type { ChatItem } from './client/chat-item.ts';
import type { PendingStore } from './client/chat-queue.ts';
import type { Clock } from '../protocol/clock.ts';
import { systemClock } from './client/clock.ts';
import { PresenceClient, type PresenceClientOptions, type Status } from './client/presence-client.ts';
import { LanguageController } from './host/language-controller.ts';
import { LastPointerController } from './shared/last-pointer-controller.ts';
import { LifecycleController } from './host/lifecycle-controller.ts';
import { PageController } from './host/page-controller.ts';
import { SchemeController } from './host/scheme-controller.ts';
import './badge/live-presence-badge.ts';
import './chat/live-presence-chat.ts';
import './consent/live-presence-consent.ts';
import { forwardSlot } from './shared/slot-forwarding.ts';
import type { LivePresenceCursors } from './cursors/live-presence-cursors.ts';
import { loadChat, loadedChat } from './shared/load-chat.ts';
import { nextTask, DeferredFirstUpdate } from './shared/deferred-first-update.ts';
import type { PresenceOwner } from './shared/presence-part.ts';
import type { LivePresenceEvents } from './events.ts';
import { styles } from './live-presence.styles.ts';
import {
  checkAttributes,
  CHOICES,
  choose,
  colourOf,
  hotkeyOf,
  nameOf,
  pageOf,
  roomOf,
  serverOf,
  type Choice,
  type ChoiceName,
} from './settings.ts';
import { VisitorChoices } from './visitor/visitor-choices.ts';
import { PREFIX, READ_KEY, VISITOR_KEY, VisitorStorage } from './visitor/visitor-storage.ts';
import { warn } from './host/warn.ts';
import type { Language } from './words/language.ts';
import type { Strings } from './words/messages.ts';

const CHOICE_NAMES = Object.keys(CHOICES) as ChoiceName[];
const TEXT_NAMES = ['server', 'room', 'page', 'name', 'color', 'avatar', 'hotkey', 'lang'] as const;
const reflected = { reflect: true, useDefault: true };

/** Which element holds the connection to a room of a server; a second one for the same waits. */
const holders = new Map<string, LivePresence>();
const waiting = new Set<LivePresence>();

/**
 * Shows everyone on the page to each other: cursors on the content, a badge of who is here, and a chat.
 *
 * @attr server - URL of the server; by default the one that the script came from.
 * @attr room - Room whose visitors share a chat and a people list; by default the site's host.
 * @attr page - Page within the room, whose visitors see each other's cursors; by default the path.
 * @attr name - The visitor's name, if your site knows it.
 * @attr color - The visitor's colour, `#rrggbb`, if your site knows it.
 * @attr avatar - For your own use; others see only a picture from a token.
 * @attr token - The visitor's identity, signed by your site. Set it as a property to keep it out of the markup.
 * @attr {on|off} cursors - Whether to show others' cursors and send the visitor's own.
 * @attr {on|off} badge - Whether to show the badge.
 * @attr {closed|open|off} chat - Whether the chat is closed, open or turned off.
 * @attr {bottom-right|bottom-left|top-right|top-left} position - Corner for badge and chat.
 * @attr {auto|light|dark} theme - Colour scheme; `auto` follows the page's `color-scheme`, else the system's.
 * @attr lang - Language; by default the page's.
 * @attr {granted|required} consent - With `required`, nothing is opened, stored or sent until it becomes `granted`.
 * @attr {local|session|none} storage - Where the browser stores the visitor's data.
 * @attr {badge|title} unread - Where to show the number of unread messages; `title` adds it to the page's title.
 * @attr hotkey - Key that opens cursor chat, such as `/`; none by default. Ignored in form fields.
 * @attr status - Read-only: `idle`, `connecting`, `online`, `reconnecting`, `offline` or `refused`.
 * @fires presence-status - The connection's state changed.
 * @fires presence-join - Somebody joined.
 * @fires presence-leave - Somebody left.
 * @fires presence-message - A message was posted.
 * @fires presence-language - The language of the texts changed.
 * @fires presence-error - The server reported an error.
 * @slot badge-icon - Icon at the start of the badge.
 * @slot chat-header - Replaces the title of the chat.
 * @slot chat-empty - Replaces the text of an empty chat.
 * @csspart consent - The card that asks for consent.
 * @csspart consent-grant - Its button to agree.
 * @csspart consent-decline - Its button to decline.
 * @csspart cursor - A cursor; the top left corner of its box is the tip.
 * @csspart cursor-label - The name next to a cursor.
 * @csspart cursor-says - The cursor chat text next to a cursor.
 * @csspart cursor-chip - Chip at the window's edge for a cursor off screen; a click scrolls to it.
 * @csspart cursor-talk - The cursor chat field at the visitor's own pointer.
 * @csspart badge - The badge with the number of people.
 * @csspart avatar - A person's picture or initials.
 * @csspart count - The number of people.
 * @csspart status - The state of the connection.
 * @csspart people - The people list.
 * @csspart person - An entry of the people list.
 * @csspart profile - The form for the visitor's name and colour.
 * @csspart chat-toggle - The button that opens the chat.
 * @csspart unread - The number of unread messages.
 * @csspart chat - The chat panel.
 * @csspart chat-log - The list of messages.
 * @csspart message - A message.
 * @csspart message-author - Its author's name.
 * @csspart message-text - Its text.
 * @csspart message-time - Its time.
 * @csspart message-reaction - A reaction to it, with a count.
 * @csspart message-pin - The chip for the spot that it pins.
 * @csspart system-message - A line that says who joined or left, or a notice from the site.
 * @csspart chat-input - The field for a new message.
 * @csspart chat-send - The send button.
 * @cssproperty --live-presence-font - Font family; by default the page's.
 * @cssproperty --live-presence-font-size - Font size; by default 14px.
 * @cssproperty --live-presence-surface - Background of badge, button and panels.
 * @cssproperty --live-presence-subtle - Background of elements on the surface.
 * @cssproperty --live-presence-text - Text colour.
 * @cssproperty --live-presence-muted - Colour of less important text.
 * @cssproperty --live-presence-line - Colour of borders and dividers.
 * @cssproperty --live-presence-accent - Colour of the visitor's own messages, buttons and focus rings.
 * @cssproperty --live-presence-on-accent - Text and icons on the accent colour.
 * @cssproperty --live-presence-alert - Colour that draws attention: unread messages, errors.
 * @cssproperty --live-presence-on-alert - Text and icons on the alert colour.
 * @cssproperty --live-presence-radius - Corner radius of the panels.
 * @cssproperty --live-presence-space - Base spacing; by default 8px.
 * @cssproperty --live-presence-shadow - Shadow of badge, button and panels.
 * @cssproperty --live-presence-offset-x - Distance from the side of the window.
 * @cssproperty --live-presence-offset-y - Distance from the top or bottom of the window.
 * @cssproperty --live-presence-z-index - Stacking order in browsers without a top layer.
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

  #client: PresenceClient | undefined;
  #undo: (() => void)[] = [];
  /** Server and room of the client. */
  #key = '';
  readonly #memory = new VisitorStorage('none');
  readonly #choices = new VisitorChoices(this.#memory, () => {
    this.#client?.setProfile(this.#profile);
    this.requestUpdate();
  });
  #suspended = false;
  /** The first update connects, the second draws. */
  #drawn = false;
  #drawing: Promise<void> | undefined;
  #live = false;
  /** Asked, the visitor said no: until the page is loaded anew, as nothing may be remembered. */
  #declined = false;
  readonly #pointer = new LastPointerController();
  readonly #language = new LanguageController(this);
  readonly #scheme = new SchemeController(this);

  constructor() {
    super();
    for (const name of CHOICE_NAMES) (this as Record<ChoiceName, string>)[name] = CHOICES[name][0];
    for (const name of TEXT_NAMES) this[name] = '';
    this.token = null;
    this.clock = systemClock;
    this.createClient = (options) => new PresenceClient(options);
    this.addController(new PageController(() => this.#client?.setPage(this.#page)));
    this.addController(new LifecycleController(this));
    this.addController(this.#pointer);
  }

  /** The connection beneath, once there is one. */
  get client(): PresenceClient | undefined {
    return this.#client;
  }

  /** How visitors are spoken to, for parts that stand alone. */
  get language(): Language {
    return this.#language.current;
  }

  /** State of the connection. */
  get status(): Status {
    return this.#client?.status ?? 'idle';
  }

  /** Who is here and known by name, in the order of arrival; oneself included. */
  get members(): Member[] {
    return [...(this.#client?.roster.members.values() ?? [])];
  }

  /** How many people are here, oneself included. */
  get count(): number {
    return this.#client?.roster.count ?? 0;
  }

  /** The chat's messages that are loaded, the oldest first; none before the chat was first opened or written to. */
  get messages(): readonly ChatItem[] {
    return this.#client?.hasChat ? this.#client.chat.items : [];
  }

  /** Whether the visitor hid the widget for the visit. */
  get dismissed(): boolean {
    return this.#choices.dismissed;
  }

  /** What the visitor has chosen for themselves. */
  get choices(): VisitorChoices {
    return this.#choices;
  }

  /** Posts to the chat; while the connection is away the message waits. Without a client nothing happens. */
  send(text: string): void {
    void this.#withChat((client) => client.chat.post(text));
  }

  /** Loads what the chat needs, where it was not opened yet. */
  async #withChat(use: (client: PresenceClient) => void): Promise<void> {
    const client = this.#client;
    const chat = client && (await loadChat());
    // Meanwhile the visitor may have left, or the element gone to another room.
    if (!chat || client !== this.#client) return;
    client.useChat(chat.ChatLog);
    use(client);
  }

  openChat(): void {
    if (this.chat === 'closed') this.chat = 'open';
  }

  closeChat(): void {
    if (this.chat === 'open') this.chat = 'closed';
  }

  /** Hides everything and disconnects, until the visit ends or `restore()` is called. */
  dismiss(): void {
    this.#choices.setDismissed(true);
  }

  restore(): void {
    this.#choices.setDismissed(false);
  }

  /**
   * Scrolls to where a person's cursor is, once, and points it out.
   * @returns false where they have none on this page
   */
  scrollToMember(id: string): boolean {
    // Before its module is there it can do nothing.
    const cursors: Partial<LivePresenceCursors> | null =
      this.renderRoot.querySelector('live-presence-cursors');
    return cursors?.scrollToMember?.(id) ?? false;
  }

  grantConsent(): void {
    this.#declined = false;
    this.consent = 'granted';
  }

  /**
   * Disconnects and clears what was stored, with the key that proves who the visitor is. They are not asked again
   * before the page is loaded anew.
   * @param erase asks the server first to erase what they said; where it can't now, nothing happens
   * @returns false where that was so
   */
  async withdrawConsent(erase = false): Promise<boolean> {
    if (erase && !(await this.#client?.erase())) return false;
    this.#forget();
    return true;
  }

  #forget(): void {
    this.#declined = true;
    this.#memory.clear();
    this.consent = 'required';
  }

  /** In another tab the visitor has chosen something, read on, or left for good. */
  readonly #elsewhere = ({ key, newValue }: StorageEvent): void => {
    if (this.storage !== 'local') return;
    if (key === VISITOR_KEY && newValue === null) this.#forget();
    else if (key === READ_KEY) this.#client?.readElsewhere();
    else if (key?.startsWith(PREFIX)) this.requestUpdate();
  };

  readonly #answered = (granted: boolean): void => {
    if (granted) {
      this.#choices.grantConsent();
      this.grantConsent();
    } else {
      this.#declined = true;
      this.requestUpdate();
    }
  };

  /** For the page's life: put away, or back again. */
  suspend(suspended: boolean): void {
    this.#suspended = suspended;
    if (this.hasUpdated) this.#settle();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // The first connection waits for the first update: by then properties set before the upgrade are here.
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // An element that is only moved is back at once.
    queueMicrotask(() => {
      if (!this.isConnected) this.#settle();
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    for (const name of CHOICE_NAMES) {
      const value = choose(name, this[name]);
      if (value !== this[name]) (this as Record<ChoiceName, string>)[name] = value;
    }
    if (!this.hasUpdated) checkAttributes(this, LivePresence.observedAttributes);
    this.#memory.mode = this.storage;
    // An attribute that is taken away grants nothing.
    if (changed.get('consent') === 'required' && !this.hasAttribute('consent')) this.consent = 'required';
    if (this.consent === 'required') {
      // What the visitor has said themselves holds, whatever a framework writes again into its attribute.
      if (this.#choices.consented && !this.#declined) this.consent = 'granted';
      else if (changed.get('consent') === 'granted' && this.hasUpdated) this.#memory.clear();
    }
    this.#memory.allowed = this.consent === 'granted';
    this.#settle(changed);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { chat, position, clock, language } = this;
    const { tag } = language;
    const dir = (this.dir || language.dir) as Language['dir'];
    const client = this.#client;
    const asks = this.consent === 'required' && !this.#declined && !this.dismissed;
    if (!this.#drawn || (!asks && (!client || !this.#live))) return nothing;
    // The page's own colour scheme comes down by inheritance; where there is none, the system's is taken.
    const scheme = this.theme === 'auto' && this.#scheme.open ? ' both' : '';
    const [edge = '', side = ''] = position.split('-');
    const dock = `dock ${edge} ${side}${scheme}`;
    if (!client || !this.#live) {
      return html`<div class=${dock} .popover=${'manual'}>
        <live-presence-consent
          lang=${tag}
          dir=${dir}
          exportparts="consent, consent-grant, consent-decline"
          .language=${language}
          .answer=${this.#answered}
        ></live-presence-consent>
      </div>`;
    }
    const { showOthers: others, shareOwn: own } = this.#choices.visibility;
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
                  .others=${others}
                  .own=${own}
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
                .unshared=${!own && this.cursors === 'on'}
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
                @chat-toggle=${this.#chatToggled}
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
    this.setAttribute('status', this.status);
    this.#meet();
    // Above everything in the page without a war of z-indexes, and out of every clipping or transformed ancestor.
    for (const layer of this.renderRoot.querySelectorAll<HTMLElement>('[popover]')) {
      // Browsers without popovers don't know the selector.
      if ('popover' in layer && this.isConnected && !layer.matches(':popover-open')) layer.showPopover();
    }
  }

  readonly #chatToggled = (event: Event): void => {
    this.chat = (event.target as HTMLElement & { open: boolean }).open ? 'open' : 'closed';
  };

  get #page(): string {
    return pageOf(this.page);
  }

  get #profile(): Profile {
    const { name = nameOf(this.name), color = colourOf(this.color) } = this.#choices.profile;
    return { ...(name && { name }), ...(color && { color }) };
  }

  get #identity(): { visitor?: string; token?: string } {
    return this.token ? { token: this.token } : { visitor: this.#memory.visitor() };
  }

  /** Brings the connection in line with the settings and with where the element is. */
  #settle(changed?: PropertyValues): void {
    if (this.isConnected) addEventListener('storage', this.#elsewhere);
    else removeEventListener('storage', this.#elsewhere);
    waiting.delete(this);
    const allowed = this.consent === 'granted';
    const dismissed = allowed && this.dismissed;
    const server =
      this.isConnected && allowed && !dismissed ? serverOf(this.server, LivePresence.origin) : undefined;
    this.#live = server !== undefined && this.#hold(server);
    if (!this.#live || server === undefined) {
      this.#release();
      // Removed or hidden it keeps what it knows, for when it comes back.
      if (this.isConnected && !dismissed) this.#drop();
      else this.#client?.disconnect();
      this.#tell(changed);
      return;
    }
    this.#tell(changed);
    const client = (this.#client ??= this.#open(server));
    if (this.#suspended) client.disconnect();
    else if (client.status === 'idle') client.connect();
  }

  /** Takes the room for this element, unless another one has it. */
  #hold(server: string): boolean {
    const key = `${server} ${roomOf(this.room)}`;
    const holder = holders.get(key);
    if (holder && holder !== this) {
      waiting.add(this);
      warn('more than one <live-presence> for the same room; only the first is active');
      return false;
    }
    if (key !== this.#key) {
      this.#release();
      this.#drop();
      this.#key = key;
    }
    holders.set(key, this);
    return true;
  }

  #release(): void {
    if (holders.get(this.#key) !== this) return;
    holders.delete(this.#key);
    for (const other of waiting) other.requestUpdate();
  }

  #open(server: string): PresenceClient {
    const { clock } = this;
    const room = roomOf(this.room);
    const memory = this.#memory;
    const key = this.#key;
    let unsent: PendingStore | undefined;
    const client = this.createClient({
      server,
      room,
      page: this.#page,
      profile: this.#profile,
      clock,
      pending: () => {
        const chat = loadedChat();
        return (unsent ??= chat && new chat.UnsentMessages(memory, key));
      },
      read: memory.readMark(key),
      ignores: (member) => this.#choices.ignored.has(member),
      ...this.#identity,
    });
    // What was written before a reload is sent without the chat being opened.
    if (memory.hasUnsent) queueMicrotask(() => void this.#withChat(() => undefined));
    if (document.hidden) client.setHidden(true);
    this.#undo = [
      client.on('status', ({ status }) => this.#told(status)),
      client.on('roster', ({ joined, left, fresh, roster: { count } }) => {
        for (const member of fresh ? [] : joined) this.#fire('presence-join', { member, count });
        for (const member of fresh ? [] : left) this.#fire('presence-leave', { member, count });
      }),
      client.on('message', ({ message, live }) => live && this.#fire('presence-message', { message })),
      client.on('alone', () => this.#meet()),
      client.on('slots', () => this.#meet()),
      client.on('error', (error) => {
        // What only the site's owner can mend.
        if (error.code === client.hint?.code) warn(error.message);
        this.#fire('presence-error', error);
      }),
      () => unsent?.close?.(),
    ];
    return client;
  }

  /** Cursors are a module of their own, that whoever is alone does not need. */
  #meet(): void {
    const client = this.#client;
    const { showOthers: others, shareOwn: own } = this.#choices.visibility;
    if (this.cursors === 'off' || client?.status !== 'online' || client.alone || !(others || own)) return;
    // Where it can't be loaded now, the next one who comes gives another chance.
    import('./cursors/live-presence-cursors.ts').catch(() => undefined);
  }

  #drop(): void {
    const client = this.#client;
    if (!client) return;
    client.disconnect();
    for (const undo of this.#undo) undo();
    this.#client = undefined;
    this.#key = '';
  }

  /** What the client knows already does nothing; away it hears of all for when it is back. */
  #tell(changed: PropertyValues | undefined): void {
    const client = this.#client;
    if (!client || !changed) return;
    client.setPage(this.#page);
    client.setProfile(this.#profile);
    if (changed.has('token') || changed.has('storage')) client.setIdentity(this.#identity);
    if (changed.has('cursors') && this.cursors === 'off') client.setCursor(undefined);
  }

  #told(status: Status): void {
    // It is told, too, when the next attempt is made at another time.
    if (this.getAttribute('status') === status) return;
    this.setAttribute('status', status);
    if (status === 'refused')
      warn(`not connected: ${this.#client?.refusal?.message ?? 'the server refused the connection'}`);
    this.#fire('presence-status', { status });
  }

  #fire<K extends keyof LivePresenceEvents>(type: K, detail: LivePresenceEvents[K]['detail']): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- this is how the DOM's event map is extended
  interface HTMLElementEventMap extends LivePresenceEvents {}
  interface HTMLElementTagNameMap {
    'live-presence': LivePresence;
  }
}
