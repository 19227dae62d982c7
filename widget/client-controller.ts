import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../protocol/clock.ts';
import type { Profile } from '../protocol/presence.ts';
import type { PendingStore } from './client/chat-queue.ts';
import type { Identity, PresenceClient, PresenceClientOptions } from './client/presence-client.ts';
import type { LivePresenceEvents } from './events.ts';
import { LifecycleController } from './host/lifecycle-controller.ts';
import { PageController } from './host/page-controller.ts';
import { RoomClaim } from './host/room-claim.ts';
import { warn } from './host/warn.ts';
import { allowWarnings, colourOf, nameOf, pageOf, roomOf } from './settings.ts';
import { loadChat, loadedChat } from './shared/load-chat.ts';
import type { VisitorChoices } from './visitor/visitor-choices.ts';
import type { VisitorStorage } from './visitor/visitor-storage.ts';

/** The part of `<live-presence>` that decides about its connection. */
interface Host extends ReactiveControllerHost, HTMLElement {
  readonly hasUpdated: boolean;
  readonly room: string;
  readonly page: string;
  readonly name: string;
  readonly color: string;
  readonly token: string | null;
  readonly cursors: 'on' | 'off';
  readonly consent: 'granted' | 'required';
  readonly storage: string;
  readonly clock: Clock;
  readonly createClient: (options: PresenceClientOptions) => PresenceClient;
  readonly choices: VisitorChoices;
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

  /** The page goes into the browser's cache, or comes back from it. */
  suspend(suspended: boolean): void {
    this.#suspended = suspended;
    if (this.#host.hasUpdated) this.#syncConnection();
  }

  /** The visitor has chosen another name or colour. */
  syncProfile(): void {
    this.client?.setProfile(this.#profile);
  }

  /** Loads the chat, opened or not, and then calls `use`. Does nothing without a client. */
  withChat(use: (client: PresenceClient) => void): void {
    if (!this.client) return;
    this.#chatUses.push(use);
    void this.#loadChat();
  }

  /** If it can't be loaded now, the next connection tries again. */
  async #loadChat(): Promise<void> {
    const { client } = this;
    const chat = await loadChat();
    // The visitor may have left while it loaded, or the element may have gone to another room.
    if (!chat || !client || client !== this.client) return;
    client.useChat(chat.ChatLog);
    for (const use of this.#chatUses.splice(0)) use(client);
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
      this.client?.disconnect();
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
    if (storage.hasUnsent) queueMicrotask(() => this.withChat(() => undefined));
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
    this.client?.disconnect();
    for (const undo of this.#undo) undo();
    this.#undo = [];
    this.#chatUses = [];
    this.client = this.#key = undefined;
  }

  readonly #onStatus = (): void => {
    const host = this.#host;
    const { status = 'idle', refusal } = this.client ?? {};
    // The client also reports that the next attempt is made at another time.
    if (host.getAttribute('status') === status) return;
    host.setAttribute('status', status);
    if (status === 'refused')
      warn(`not connected: ${refusal?.message ?? 'the server refused the connection'}`);
    if (status === 'online') {
      // What could not be loaded while the network was away can be now: the chat, and in an update everything else.
      if (this.#chatUses.length > 0) void this.#loadChat();
      host.requestUpdate();
    }
    this.#dispatch('presence-status', { status });
  };

  /** Cursors are a script of their own, which a visitor who is alone does not need. */
  readonly #loadCursors = (): void => {
    const { client } = this;
    const { cursors, choices } = this.#host;
    const { showOthers, shareOwn } = choices.visibility;
    if (cursors === 'off' || client?.status !== 'online' || client.alone || !(showOthers || shareOwn)) return;
    // If the server cannot be reached now, the next person to come gives another chance.
    import('./cursors/live-presence-cursors.ts').catch(() => undefined);
  };

  #dispatch<K extends keyof LivePresenceEvents>(type: K, detail: LivePresenceEvents[K]['detail']): void {
    this.#host.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}
