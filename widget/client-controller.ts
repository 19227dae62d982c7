import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Profile } from '../protocol/presence.ts';
import type { PendingStore } from './client/chat/chat-queue.ts';
import type { PresenceClient } from './client/presence-client.ts';
import type { Identity, PresenceClientOptions } from './client/presence-events.ts';
import type { LivePresenceEvents } from './events.ts';
import { LifecycleController } from './host/lifecycle-controller.ts';
import { PageController } from './host/page-controller.ts';
import { RoomClaim } from './host/room-claim.ts';
import { warn } from './host/warn.ts';
import { allowWarnings, colourOf, nameOf, pageOf, roomOf } from './settings.ts';
import { loadPeople, useTogether } from './badge/load-people.ts';
import { loadChat, loadedChat } from './shared/load-chat.ts';
import { loadCursors } from './shared/load-cursors.ts';
import type { TogetherHost } from './together/together-host.ts';
import type { VisitorStorage } from './visitor/visitor-storage.ts';

/** Until a part that can't be loaded is tried again, in ms. */
const RETRY_MS = 5_000;

/** The part of `<live-presence>` that decides about its connection. */
interface Host extends ReactiveControllerHost, TogetherHost {
  readonly hasUpdated: boolean;
  readonly room: string;
  readonly page: string;
  readonly name: string;
  readonly color: string;
  readonly badge: 'on' | 'off';
  readonly chat: string;
  readonly consent: 'granted' | 'required';
  readonly storage: string;
  readonly createClient: (options: PresenceClientOptions) => PresenceClient;
}

/**
 * The element's connection: opens it as soon as server, consent and the claim on the room allow, keeps it in line
 * with the attributes, and dispatches what it reports as the element's events.
 */
export class ClientController implements ReactiveController {
  client: PresenceClient | undefined;
  /** Whether the element holds its room. If not, it shows nothing of it. */
  active = false;

  readonly #host: Host;
  readonly #storage: VisitorStorage;
  readonly #address: () => string | undefined;
  readonly #claim: RoomClaim;
  /** Server and room of the client. */
  #key: string | undefined;
  #identity: readonly unknown[] = [];
  #suspended = false;
  #undo: (() => void)[] = [];
  #cancelRetry: (() => void) | undefined;
  /** What waits for the chat to load. */
  #chatUses: ((client: PresenceClient) => void)[] = [];

  /** @param address finds the server; undefined if there is none */
  constructor(host: Host, storage: VisitorStorage, address: () => string | undefined) {
    this.#host = host;
    this.#storage = storage;
    this.#address = address;
    this.#claim = new RoomClaim(() => host.requestUpdate());
    host.addController(this);
    host.addController(new PageController(() => this.client?.setPage(pageOf(host.page))));
    host.addController(new LifecycleController(this));
  }

  hostUpdate(): void {
    this.#syncConnection();
  }

  hostUpdated(): void {
    this.#host.setAttribute('status', this.client?.status ?? 'idle');
    this.#loadCursors();
  }

  hostDisconnected(): void {
    // An element that is only moved is back at once.
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.#syncConnection();
    });
  }

  /**
   * The client, if visitors see anything of it: not where the element does not hold its room, and not on a site that
   * the server does not let in, which only the owner can mend and reads in the console.
   */
  get shown(): PresenceClient | undefined {
    return this.active && this.client?.refusal?.code !== 'forbidden_origin' ? this.client : undefined;
  }

  /** The page goes into the browser's cache, or comes back from it. */
  suspend(suspended: boolean): void {
    this.#suspended = suspended;
    if (this.#host.hasUpdated) this.#syncConnection();
  }

  /** The visitor has chosen another name or colour. */
  syncProfile(): void {
    this.client?.setProfile(this.#profile);
  }

  /** Loads the chat, opened or not, and then calls `use`, once there is a client. */
  withChat(use: (client: PresenceClient) => void): void {
    this.#chatUses.push(use);
    void this.#loadChat();
  }

  /** Loads what the buttons open before the network may go away, and the chat first, if something waits for it. */
  readonly #loadChat = async (): Promise<void> => {
    const { client } = this;
    if (!client) return;
    const chat = await loadChat();
    // The visitor may have left while it loaded, or the element may have gone to another room.
    if (client !== this.client) return;
    if (chat && this.#chatUses.length > 0) {
      await client.useChat(chat.ChatLog);
      if (client !== this.client) return;
      if (client.hasChat) for (const use of this.#chatUses.splice(0)) use(client);
    }
    if (!(await loadPeople())) this.#retryLater();
  };

  /** A part can't be loaded now. While offline, the next connection tries again. */
  #retryLater(): void {
    if (this.client?.status !== 'online') return;
    this.#cancelRetry?.();
    this.#cancelRetry = this.#host.clock.after(RETRY_MS, this.#loadParts);
  }

  readonly #loadParts = (): void => {
    const { badge, chat, id } = this.#host;
    // With an id, the element may have parts that are placed alone.
    if (badge === 'on' || chat !== 'off' || id) void this.#loadChat();
    this.#loadCursors();
  };

  /**
   * An attempt is under way. Out of the page, the element waits for its outcome: it may be back by then, and browsers
   * report an error for each socket that is closed before it is open.
   */
  get #connecting(): boolean {
    const { status, retryAt } = this.client ?? {};
    return !!status?.endsWith('connecting') && retryAt === undefined;
  }

  get #profile(): Profile {
    const host = this.#host;
    const { name = nameOf(host.name), color = colourOf(host.color) } = host.choices.profile;
    return { ...(name && { name }), ...(color && { color }) };
  }

  #makeIdentity(): Identity {
    const { token } = this.#host;
    return token ? { token } : { visitor: this.#storage.visitor() };
  }

  /** Brings the connection in line with the attributes, and with whether the element is in the page. */
  #syncConnection(): void {
    const host = this.#host;
    const { isConnected } = host;
    const granted = host.consent === 'granted';
    if (granted) allowWarnings();
    const hidden = !isConnected || (granted && host.choices.dismissed);
    const server = granted && !hidden ? this.#address() : undefined;
    const key = server && `${server} ${roomOf(host.room)}`;
    this.active = this.#claim.acquire(key);
    // Removed or dismissed, the element keeps what it has for when it is back.
    if (this.active ? key !== this.#key : !hidden) this.#drop();
    this.#syncClient();
    if (!server || !this.active) {
      if (isConnected || !this.#connecting) this.client?.disconnect();
      return;
    }
    this.#key = key;
    const client = (this.client ??= this.#open(server));
    if (this.#suspended) client.disconnect();
    else if (client.status === 'idle') client.connect();
  }

  /** Passes on what has changed. The client ignores what it has already. */
  #syncClient(): void {
    const { client } = this;
    const host = this.#host;
    const { token, storage, cursors } = host;
    const before = this.#identity;
    this.#identity = [token, storage];
    if (!client) return;
    client.setPage(pageOf(host.page));
    this.syncProfile();
    // The client reconnects at each call after a refusal.
    if (token !== before[0] || storage !== before[1]) client.setIdentity(this.#makeIdentity());
    if (cursors === 'off') client.setCursor(undefined);
  }

  #open(server: string): PresenceClient {
    const host = this.#host;
    const storage = this.#storage;
    const key = this.#key ?? '';
    let unsent: PendingStore | undefined;
    const client = host.createClient({
      server,
      room: roomOf(host.room),
      page: pageOf(host.page),
      profile: this.#profile,
      clock: host.clock,
      pending: () => {
        const chat = loadedChat();
        return (unsent ??= chat && new chat.UnsentMessages(storage, key));
      },
      read: storage.readMark(key),
      ignores: (member) => host.choices.ignored.has(member),
      ...this.#makeIdentity(),
    });
    // What was written before a reload is sent without the chat being opened.
    if (storage.hasUnsent) this.#chatUses.push(() => undefined);
    if (this.#chatUses.length > 0) queueMicrotask(() => void this.#loadChat());
    if (document.hidden) client.setHidden(true);
    this.#undo = [
      client.on('status', this.#onStatus),
      client.on('roster', ({ joined, left, fresh, roster: { count } }) => {
        for (const member of fresh ? [] : joined) this.#dispatch('presence-join', { member, count });
        for (const member of fresh ? [] : left) this.#dispatch('presence-leave', { member, count });
      }),
      client.on('message', ({ message, live }) => live && this.#dispatch('presence-message', { message })),
      client.on('alone', this.#loadCursors),
      client.on('slots', this.#loadCursors),
      client.on('other', (message) => void useTogether(({ receive }) => receive(host, message))),
      client.on('error', (error) => {
        // Only the site's owner can mend this.
        if (error.code === client.hint?.code) warn(error.message);
        this.#dispatch('presence-error', error);
      }),
      () => unsent?.close?.(),
    ];
    return client;
  }

  #drop(): void {
    const { client } = this;
    this.#cancelRetry?.();
    client?.disconnect();
    for (const undo of this.#undo) undo();
    this.#undo = [];
    // Without a client, it waits for the first one.
    if (client) this.#chatUses = [];
    this.client = this.#key = undefined;
  }

  readonly #onStatus = (): void => {
    const host = this.#host;
    const { status = 'idle', refusal } = this.client ?? {};
    if (!host.isConnected) this.#syncConnection();
    // The client also reports that the next attempt is made at another time.
    if (host.getAttribute('status') === status) return;
    host.setAttribute('status', status);
    if (status === 'refused') warn(`not connected: ${refusal?.message ?? ''}`);
    // What could not be loaded while the network was away can be now; the language in the update.
    if (status === 'online') this.#loadParts();
    host.requestUpdate();
    this.#dispatch('presence-status', { status });
  };

  /** Cursors are a script of their own, which a visitor who is alone does not need. */
  readonly #loadCursors = (): void => {
    const { client } = this;
    const { cursors, choices } = this.#host;
    const { showOthers, shareOwn } = choices.visibility;
    if (cursors !== 'off' && client?.status === 'online' && client.accompanied && (showOthers || shareOwn))
      loadCursors().catch(() => this.#retryLater());
  };

  #dispatch<K extends keyof LivePresenceEvents>(type: K, detail: LivePresenceEvents[K]['detail']): void {
    this.#host.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}
