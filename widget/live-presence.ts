/*
 * `<live-presence>`: the attributes, the public methods and the template.
 *
 * `ConsentController` decides whether anything may be opened or stored. `ClientController` then claims the room and
 * opens the connection, and dispatches what it reports as the element's events. The first update connects, the second
 * renders: the badge and the chat's button in the dock, and the layers of the cursors. Everything else loads late: the
 * chat and the people list once the page is online, so that what is opened later needs no network, and the cursors when
 * somebody else is on the page. Each part gets client, clock and language as properties, subscribes to the client itself
 * (`PresenceController`), and sends its requests up as events or through `PresenceOwner`. A part placed alone in the page
 * finds its element by `for`.
 */
import { nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Clock } from '../protocol/clock.ts';
import type { Member } from '../protocol/presence.ts';
import type { PlaceMap } from './anchors/place-map.ts';
import './badge/live-presence-badge.ts';
import { useTogether } from './badge/load-people.ts';
import './chat/live-presence-chat.ts';
import { ClientController } from './client-controller.ts';
import type { ChatItem } from './client/chat/chat-item.ts';
import { systemClock } from './client/clock.ts';
import type { Status } from './client/connection/connection-status.ts';
import { PresenceClient } from './client/presence-client.ts';
import type { PresenceClientOptions } from './client/presence-events.ts';
import { ConsentController } from './consent/consent-controller.ts';
import type { LivePresenceCursors } from './cursors/live-presence-cursors.ts';
import type { OffscreenPerson } from './cursors/offscreen-people.ts';
import type { LivePresenceEvents } from './events.ts';
import { LanguageController } from './host/language-controller.ts';
import { SchemeController } from './host/scheme-controller.ts';
import { styles } from './live-presence.styles.ts';
import { template } from './live-presence.template.ts';
import { checkAttributes, CHOICES, choose, serverOf, type Choice, type ChoiceName } from './settings.ts';
import { DeferredFirstUpdate, nextTask } from './shared/deferred-first-update.ts';
import { PointerSource } from './shared/pointer-source.ts';
import type { PresenceOwner } from './shared/presence-part.ts';
import { VisitorChoices } from './visitor/visitor-choices.ts';
import { PREFIX, READ_KEY, VISITOR_KEY, VisitorStorage } from './visitor/visitor-storage.ts';
import type { Language } from './words/language.ts';
import type { Strings } from './words/messages.ts';

const CHOICE_NAMES = Object.keys(CHOICES) as ChoiceName[];
const TEXT_NAMES = ['server', 'room', 'page', 'name', 'color', 'avatar', 'hotkey', 'lang'] as const;
const reflected = { reflect: true, useDefault: true };

/**
 * Shows everyone on the page to each other: cursors on the content, a badge of who is here, and a chat.
 *
 * @attr server - URL of the server; by default the one that the script came from.
 * @attr room - Room whose visitors share a chat and a people list; by default the site's host, or `file`.
 * @attr page - Page within the room, whose visitors see each other's cursors; by default the path.
 * @attr name - The visitor's name, if your site knows it.
 * @attr color - The visitor's colour, `#rrggbb`, if your site knows it.
 * @attr avatar - For your own use; others see only a picture from a token.
 * @attr token - The visitor's identity, signed by your site. Set it as a property to keep it out of the markup.
 * @attr {on|off|quiet} cursors - Whether to show others' cursors and send the visitor's own. `quiet`, for pages that are read: marks in the margin, and arrows only while somebody presses or says something.
 * @attr {on|off} badge - Whether to show the badge.
 * @attr {closed|open|off} chat - Whether the chat is closed, open or turned off.
 * @attr {bottom-right|bottom-left|top-right|top-left} position - Corner for badge and chat.
 * @attr {auto|light|dark} theme - Colour scheme; `auto` follows the page's `color-scheme`, else the system's.
 * @attr lang - Language; by default the page's.
 * @attr {granted|required} consent - With `required`, nothing is opened, stored or sent until it becomes `granted`.
 * @attr {local|session|none} storage - Where the browser stores the visitor's data.
 * @attr {badge|title} unread - Where to show the number of unread messages; `title` adds it to the page's title.
 * @attr hotkey - Key that opens cursor chat and reactions, such as `/`; none by default. Ignored in form fields.
 * @attr status - Read-only: `idle`, `connecting`, `online`, `reconnecting`, `offline` or `refused`.
 * @fires presence-status - The connection's state changed.
 * @fires presence-join - Somebody joined.
 * @fires presence-leave - Somebody left.
 * @fires presence-message - A message was posted.
 * @fires presence-follow - Whom the visitor follows, or how many follow them, changed.
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
 * @csspart cursor-mark - With `cursors="quiet"`, the mark in the margin instead of a cursor.
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
    place: { attribute: false },
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
  /** How the site maps points of canvases, maps and boards to its own coordinates. */
  declare place: PlaceMap | undefined;
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
  readonly #pointer = new PointerSource();
  /** People whose cursors are beyond the window's edges. */
  #offscreen: readonly OffscreenPerson[] = [];
  readonly #language = new LanguageController(this);
  readonly #scheme = new SchemeController(this);
  /** The first update connects, the second draws. */
  #drawn = false;
  /** Names of attributes that are as we reflected them; the others are the site's. */
  readonly #reflected = new Set<string>();
  #drawing: Promise<void> | undefined;

  constructor() {
    super();
    for (const name of CHOICE_NAMES) (this as Record<ChoiceName, string>)[name] = CHOICES[name][0];
    for (const name of TEXT_NAMES) this[name] = '';
    this.token = null;
    this.clock = systemClock;
    this.createClient = (options) => new PresenceClient(options);
    this.addController(this.#pointer);
    this.addController({
      hostConnected: () => addEventListener('storage', this.#onStorage),
      hostDisconnected: () => removeEventListener('storage', this.#onStorage),
    });
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

  /** Posts to the chat. Without a connection, or the visitor's consent to one, the message waits. */
  send(text: string): void {
    this.#connection.withChat((client) => client.chat.post(text));
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

  /**
   * Follows a member: the page scrolls as theirs does, until the visitor scrolls, clicks or presses a key themselves.
   * @param id null: nobody any more
   */
  follow(id: string | null): Promise<void> {
    return useTogether(({ follow }) => follow(this, id));
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

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    const property: unknown = Reflect.get(this, name);
    // A page that morphs itself removes what its own markup does not have: what we have reflected stays.
    if (value === null && old === property && this.#reflected.has(name)) this.setAttribute(name, old ?? '');
    else {
      if (value !== old) this.#reflected[value === property ? 'add' : 'delete'](name);
      super.attributeChangedCallback(name, old, value);
    }
  }

  /** While a page swaps its body the element is out of it for a moment: what the visitor was writing stays. */
  protected override shouldUpdate(): boolean {
    return this.isConnected;
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
    const client = this.#connection.shown;
    if (!this.#drawn || (!client && !this.#consent.pending)) return nothing;
    return template({
      host: this,
      client,
      // The page's own colour scheme comes down by inheritance; where there is none, the system's is taken.
      bothSchemes: this.theme === 'auto' && this.#scheme.open,
      pointer: this.#pointer,
      offscreen: this.#offscreen,
      onOffscreenChange: this.#onOffscreenChange,
      consent: this.#consent,
    });
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
      // In the window's pixels, whatever the page is zoomed by. Browsers that cannot tell leave it as it is.
      layer.style.zoom = `${(Number(layer.style.zoom) || 1) / layer.currentCSSZoom}`;
    }
  }

  readonly #onOffscreenChange = ({ detail }: CustomEvent<readonly OffscreenPerson[]>): void => {
    this.#offscreen = detail;
    this.requestUpdate();
  };

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
