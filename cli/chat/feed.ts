import type { Member } from '../../protocol/presence.ts';
import type { ChatItem } from '../../widget/client/chat-item.ts';
import type { PresenceClient } from '../../widget/client/create-client.ts';
import type { RoomEvent } from './room-event.ts';

/** Older messages that are shown at once. */
const PAGE = 50;

/**
 * What happens in a room, each thing once and in order, also over breaks of the connection. The client keeps the
 * chat as it stands; this is what has changed in it.
 */
export class Feed {
  readonly #client: PresenceClient;
  readonly #tail: number;
  readonly #tell: (news: RoomEvent) => void;
  /** The items as they were last told of, by seq. */
  #known = new Map<number, ChatItem>();
  #names = new Map<string, string>();
  #epoch: string | undefined;
  /** Told of up to here. */
  #top = 0;
  /** Told of from here on. */
  #bottom = 1;
  #gap = false;
  /** Told to whoever asked for older ones; where these began when they were last fetched. */
  #older: { tell: (messages: readonly ChatItem[], more: boolean) => void; fetchedAt?: number } | undefined;

  /** @param tail how many of the messages that are there already are told */
  constructor(client: PresenceClient, tail: number, tell: (news: RoomEvent) => void) {
    this.#client = client;
    this.#tail = tail;
    this.#tell = tell;
  }

  /** Who is here has changed. @param fresh that they are here is no news */
  roster(joined: readonly Member[], left: readonly Member[], fresh: boolean): void {
    const self = this.#client.self?.id;
    const others = (members: readonly Member[]) => members.filter(({ id }) => id !== self);
    const { members } = this.#client.roster;
    if (!fresh) {
      if (others(joined).length > 0) this.#tell({ type: 'join', members: others(joined) });
      if (others(left).length > 0) this.#tell({ type: 'leave', members: others(left) });
      for (const member of members.values()) {
        const before = this.#names.get(member.id);
        if (before !== undefined && before !== member.name) this.#tell({ type: 'rename', member, before });
      }
    }
    this.#names = new Map([...members.values()].map(({ id, name }) => [id, name]));
  }

  /** The chat has changed. */
  chat(): void {
    const { chat } = this.#client;
    const at = chat.resumePoint;
    if (!at) return;
    const items = chat.items.filter(({ state }) => state === 'sent');
    const known = this.#known;
    const top = this.#top;
    this.#known = new Map(items.map((item) => [item.seq, item]));
    this.#top = at.seq;
    if (at.epoch !== this.#epoch || at.seq < top) {
      if (this.#epoch !== undefined) this.#tell({ type: 'anew' });
      this.#epoch = at.epoch;
      const shown = items.slice(items.length - Math.min(this.#tail, items.length));
      this.#bottom = shown[0]?.seq ?? at.seq + 1;
      for (const message of shown) this.#tell({ type: 'message', message, live: false });
    } else {
      if (chat.gap && !this.#gap) this.#tell({ type: 'gap' });
      for (const item of items) {
        const before = known.get(item.seq);
        if (item.seq > top) this.#tell({ type: 'message', message: item, live: true });
        else if (before && before !== item) this.#changed(before, item);
      }
    }
    this.#gap = chat.gap;
    this.#seekOlder(items);
    chat.markRead();
  }

  /** Finds messages before those that were told. @param tell given up to 50, oldest first, and whether there are more */
  older(tell: (messages: readonly ChatItem[], more: boolean) => void): void {
    this.#older = { tell };
    this.chat();
  }

  #seekOlder(items: readonly ChatItem[]): void {
    const { chat } = this.#client;
    if (!this.#older || chat.loading) return;
    const older = items.filter(({ seq }) => seq < this.#bottom);
    const floor = items[0]?.seq ?? this.#bottom;
    // Where fetching has brought nothing, the server had its reason.
    if (older.length < PAGE && chat.more && this.#older.fetchedAt !== floor) {
      this.#older.fetchedAt = floor;
      chat.loadOlder();
      if (this.#client.chat.loading) return;
    }
    const { tell } = this.#older;
    this.#older = undefined;
    const shown = older.slice(-PAGE);
    this.#bottom = shown[0]?.seq ?? this.#bottom;
    tell(shown, chat.more || older.length > shown.length);
  }

  #changed(before: ChatItem, message: ChatItem): void {
    if (message.deleted) {
      if (!before.deleted) this.#tell({ type: 'delete', message });
      return;
    }
    if (message.editedAt !== before.editedAt) this.#tell({ type: 'edit', message });
    const reactions = (item: ChatItem) =>
      (item.reactions ?? []).flatMap(({ emoji, members }) => members.map((member) => ({ emoji, member })));
    const without = (all: ReturnType<typeof reactions>, some: ReturnType<typeof reactions>) =>
      all.filter((a) => !some.some((b) => a.emoji === b.emoji && a.member === b.member));
    const [old, now] = [reactions(before), reactions(message)];
    for (const [changes, on] of [
      [without(now, old), true],
      [without(old, now), false],
    ] as const) {
      for (const { emoji, member } of changes)
        this.#tell({ type: 'reaction', message, emoji, member, name: this.#nameOf(member), on });
    }
  }

  #nameOf(member: string): string {
    const author = [...this.#known.values()].findLast((item) => item.member === member);
    return this.#names.get(member) ?? author?.name ?? 'somebody';
  }
}
