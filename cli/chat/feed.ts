import type { Member } from '../../protocol/presence.ts';
import type { ChatItem } from '../../widget/client/chat/chat-item.ts';
import type { PresenceClient } from '../../widget/client/create-client.ts';
import { reactionChanges } from './reaction-changes.ts';
import type { RoomEvent } from './room-event.ts';

/** Older messages per `/history`. */
const PAGE = 50;

type OnOlder = (messages: readonly ChatItem[], more: boolean) => void;

/**
 * The events of a room, each once and in order, even across reconnects. The client holds the present state of the
 * chat; the feed compares it with the state before.
 */
export class Feed {
  readonly #client: PresenceClient;
  readonly #tail: number;
  readonly #emit: (event: RoomEvent) => void;
  /** The items at the last comparison, by seq. */
  #items = new Map<number, ChatItem>();
  #names = new Map<string, string>();
  #epoch: string | undefined;
  /** Everything up to this seq was emitted. */
  #top = 0;
  /** The first message that was emitted; older ones come by `/history`. */
  #bottom = 1;
  #gap = false;
  /** A pending `/history`; `fetchedAt` is the oldest seq when more was last fetched. */
  #older: { onOlder: OnOlder; fetchedAt?: number } | undefined;

  /** @param tail how many of the existing messages are emitted at first */
  constructor(client: PresenceClient, tail: number, emit: (event: RoomEvent) => void) {
    this.#client = client;
    this.#tail = tail;
    this.#emit = emit;
  }

  /** @param fresh the whole roster was replaced, so that joined and left are no events */
  onRoster(joined: readonly Member[], left: readonly Member[], fresh: boolean): void {
    const self = this.#client.self?.id;
    const others = (members: readonly Member[]) => members.filter(({ id }) => id !== self);
    const { members } = this.#client.roster;
    if (!fresh) {
      if (others(joined).length > 0) this.#emit({ type: 'join', members: others(joined) });
      if (others(left).length > 0) this.#emit({ type: 'leave', members: others(left) });
      for (const member of members.values()) {
        const before = this.#names.get(member.id);
        if (before !== undefined && before !== member.name) this.#emit({ type: 'rename', member, before });
      }
    }
    this.#names = new Map([...members.values()].map(({ id, name }) => [id, name]));
  }

  onChat(): void {
    const { chat } = this.#client;
    const at = chat.resumePoint;
    if (!at) return;
    const items = chat.items.filter(({ state }) => state === 'sent');
    const previous = this.#items;
    const top = this.#top;
    this.#items = new Map(items.map((item) => [item.seq, item]));
    this.#top = at.seq;
    if (at.epoch !== this.#epoch || at.seq < top) {
      if (this.#epoch !== undefined) this.#emit({ type: 'reset' });
      this.#epoch = at.epoch;
      const shown = items.slice(items.length - Math.min(this.#tail, items.length));
      this.#bottom = shown[0]?.seq ?? at.seq + 1;
      for (const message of shown) this.#emit({ type: 'message', message, live: false });
    } else {
      if (chat.gap && !this.#gap) this.#emit({ type: 'gap' });
      for (const item of items) {
        const before = previous.get(item.seq);
        if (item.seq > top) this.#emit({ type: 'message', message: item, live: true });
        else if (before && before !== item) this.#emitChanges(before, item);
      }
    }
    this.#gap = chat.gap;
    this.#continueOlder(items);
    chat.markRead();
  }

  /** Loads messages before those that were emitted. @param onOlder gets up to 50, oldest first, and whether more exist */
  loadOlder(onOlder: OnOlder): void {
    this.#older = { onOlder };
    this.onChat();
  }

  #continueOlder(items: readonly ChatItem[]): void {
    const { chat } = this.#client;
    if (!this.#older || chat.loading) return;
    const older = items.filter(({ seq }) => seq < this.#bottom);
    const oldest = items[0]?.seq ?? this.#bottom;
    // Don't fetch again from the same position: the server refused, and had its reason.
    if (older.length < PAGE && chat.more && this.#older.fetchedAt !== oldest) {
      this.#older.fetchedAt = oldest;
      chat.loadOlder();
      if (this.#client.chat.loading) return;
    }
    const { onOlder } = this.#older;
    this.#older = undefined;
    const shown = older.slice(-PAGE);
    this.#bottom = shown[0]?.seq ?? this.#bottom;
    onOlder(shown, chat.more || older.length > shown.length);
  }

  #emitChanges(before: ChatItem, message: ChatItem): void {
    if (message.deleted) {
      if (!before.deleted) this.#emit({ type: 'delete', message });
      return;
    }
    if (message.editedAt !== before.editedAt) this.#emit({ type: 'edit', message });
    for (const { emoji, member, on } of reactionChanges(before, message))
      this.#emit({ type: 'reaction', message, emoji, member, name: this.#nameOf(member), on });
  }

  #nameOf(member: string): string {
    const author = [...this.#items.values()].findLast((item) => item.member === member);
    return this.#names.get(member) ?? author?.name ?? 'somebody';
  }
}
