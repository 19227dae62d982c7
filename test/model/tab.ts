import type { ServerMessage } from '../../protocol/messages.ts';
import { ChatLog } from '../../widget/client/chat/chat-log.ts';
import { ChatTracker } from '../../widget/client/chat/chat-tracker.ts';
import type { ChatItem } from '../../widget/client/chat/chat-item.ts';
import type { PendingOperation, PendingStore } from '../../widget/client/chat/chat-queue.ts';
import { PresenceClient } from '../../widget/client/presence-client.ts';
import type { Greeting, Network, World } from './world.ts';
import { ROOM } from './world.ts';

/** What loads late does so within this time, if it can, in ms. */
const LOAD_MS = 3_000;

/** What a tab does and hears, for whoever keeps the book. */
export interface Witness {
  /** The tab's queue has taken this in. */
  posted(tab: Tab, entry: PendingOperation): void;
  /** The tab was told of a message. */
  told(tab: Tab, seq: number): void;
  /** The server has said something on one of the tab's lines, whether it arrives or not. */
  answered(tab: Tab, message: ServerMessage, greeting: Greeting | undefined): void;
}

/** A browser's tab: a client, its network, and the storage that a reload leaves it. */
export class Tab {
  readonly name: string;
  readonly #person: string;
  readonly #world: World;
  readonly #witness: Witness;
  readonly #seen = new Set<string>();
  #stored: readonly PendingOperation[] = [];
  #client: PresenceClient;
  #network: Network;
  #wanted = false;

  /** @param person whose tab it is */
  constructor(name: string, person: string, world: World, witness: Witness) {
    this.name = name;
    this.#person = person;
    this.#world = world;
    this.#witness = witness;
    [this.#client, this.#network] = this.#load();
  }

  get client(): PresenceClient {
    return this.#client;
  }

  get network(): Network {
    return this.#network;
  }

  get items(): readonly ChatItem[] {
    return this.#client.hasChat ? this.#client.chat.items : [];
  }

  /** Operations that are on their way; what the server has refused for good is not. */
  get unsent(): readonly PendingOperation[] {
    return this.#stored.filter(({ error }) => error === undefined);
  }

  /** Whether it is to be online. */
  get wanted(): boolean {
    return this.#wanted;
  }

  join(): void {
    this.#wanted = true;
    this.#client.connect();
  }

  leave(): void {
    this.#wanted = false;
    this.#client.disconnect();
  }

  /** The chat is opened, if it was not. */
  chat(): ChatLog {
    this.#client.useTracker(ChatTracker);
    void this.#client.useChat(ChatLog);
    return this.#client.chat;
  }

  /** Everything goes but what is stored. */
  reload(): void {
    const { hasChat } = this.#client;
    this.#client.disconnect();
    [this.#client, this.#network] = this.#load();
    if (hasChat || this.#stored.length > 0) this.chat();
    if (this.#wanted) this.#client.connect();
  }

  #load(): [PresenceClient, Network] {
    const network = this.#world.network((...said) => this.#witness.answered(this, ...said));
    const client = new PresenceClient(
      {
        server: 'https://presence.example',
        room: ROOM,
        page: '/',
        visitor: `key of ${this.#person}`.padEnd(32, '-'),
        profile: { name: this.#person },
        clock: this.#world.clock,
        transport: network.transport,
        fetch: () => Promise.reject(new TypeError('no network')),
        isOnline: () => true,
        pending: () => this.#storage(),
      },
      () => this.#loadTracker(),
    );
    client.on('message', ({ message }) => this.#witness.told(this, message.seq));
    return [client, network];
  }

  /** What the chat needs first, if it is not opened: sometimes soon, sometimes late, sometimes not at all. */
  #loadTracker(): Promise<{ ChatTracker: typeof ChatTracker }> {
    const { clock } = this.#world;
    return new Promise((resolve, reject) => {
      clock.after(clock.random() * LOAD_MS, () => {
        if (clock.random() < 0.3) reject(new TypeError('no network'));
        else resolve({ ChatTracker });
      });
    });
  }

  #storage(): PendingStore {
    return {
      load: () => this.#stored,
      save: (operations) => {
        this.#stored = structuredClone(operations);
        for (const entry of operations) {
          const { op } = entry.operation;
          if (!this.#seen.has(op)) this.#witness.posted(this, entry);
          this.#seen.add(op);
        }
      },
    };
  }
}
