import assert from 'node:assert/strict';
import type { ChatOperation, ServerMessage } from '../../protocol/messages.ts';
import type { ChatItem } from '../../widget/client/chat/chat-item.ts';
import type { PendingOperation } from '../../widget/client/chat/chat-queue.ts';
import type { Tab, Witness } from './tab.ts';
import { ROOM } from './world.ts';
import type { Greeting, World } from './world.ts';

/** A message as it must be shown. */
interface Shown {
  seq: number;
  op: string | undefined;
  text: string;
  edited: boolean;
  deleted: boolean;
  /** Emoji, and who reacted with it. */
  reactions: [string, string[]][];
}

/** What a person asked for. */
interface Intent {
  tab: Tab;
  operation: ChatOperation;
}

/** What is known of a tab besides what it shows. */
interface Notes {
  /** How it was when it was last looked at: position, gap, the first message that it showed. */
  before: { seq: number; gap: boolean; first: number } | undefined;
  /** The newest message that it was told of in one go. */
  told: number;
  member: string | undefined;
}

/** The model: what people asked for, in the order in which the log has it, and what therefore must be shown. */
export class Book implements Witness {
  readonly #world: World;
  /** By operation. */
  readonly #intents = new Map<string, Intent>();
  readonly #acks = new Map<string, number>();
  readonly #notes = new Map<Tab, Notes>();

  constructor(world: World) {
    this.#world = world;
  }

  posted(tab: Tab, { operation, error }: PendingOperation): void {
    if (error === undefined) this.#intents.set(operation.op, { tab, operation });
  }

  told(tab: Tab, seq: number): void {
    const notes = this.#of(tab);
    assert.ok(seq > notes.told, `${tab.name} was told of message ${seq} after message ${notes.told}`);
    notes.told = seq;
  }

  answered(tab: Tab, message: ServerMessage, greeting: Greeting | undefined): void {
    if (message.type === 'ack') {
      assert.equal(this.#acks.get(message.op) ?? message.seq, message.seq, 'an operation has one answer');
      this.#acks.set(message.op, message.seq);
    }
    if (message.type === 'welcome') this.#of(tab).member = message.self.id;
    // Without the log, a welcome only repeats the resume point: the log follows in a message of its own.
    if (message.type === 'log' || (message.type === 'welcome' && message.chat === undefined)) {
      const { resume, head = 0 } = greeting ?? {};
      if (!message.recovered)
        assert.ok(message.seq === 0 || message.events.length > 0, 'somebody new is shown nothing');
      const most = this.#world.limits.resumeEvents;
      if (!resume || head - resume.seq > most) assert.ok(!message.recovered, 'too long away');
      else if (this.#world.kept.seq - resume.seq <= most) assert.ok(message.recovered, 'not too long away');
    }
  }

  /** The tab has a new client, that was told of nothing. */
  reloaded(tab: Tab): void {
    this.#notes.delete(tab);
  }

  /** Why something is not quiet yet, where it is not. */
  noise(tabs: readonly Tab[]): string | undefined {
    for (const tab of tabs) {
      const { client, name, items } = tab;
      if (!tab.wanted) continue;
      if (client.status !== 'online') return `${name} is ${client.status}`;
      const [unsent] = tab.unsent;
      if (unsent) return `${name} has still to send ${JSON.stringify(unsent)}`;
      if (!client.hasChat) continue;
      // The log may come after the welcome.
      if (!client.chat.resumePoint) return `${name} has no log yet`;
      const at = client.chat.resumePoint.seq;
      if (at !== this.#world.kept.seq) return `${name} is at ${at} of ${this.#world.kept.seq}`;
      const waits = items.find(
        (item) => item.state === 'pending' || (item.change && item.change.error === undefined),
      );
      if (waits) return `${name} has ${waits.text} ${waits.state} waiting`;
      if (client.chat.loading) return `${name} is loading`;
    }
    return undefined;
  }

  /** Holds the log against what was asked for, and each tab that is online and quiet against the log. */
  async check(tabs: readonly Tab[]): Promise<void> {
    const shown = await this.#shown();
    for (const tab of tabs) if (tab.wanted && tab.client.hasChat) this.#checkTab(tab, shown);
  }

  /** Everything that was asked for is in the log, or was refused for a reason that the log shows. */
  async checkAll(): Promise<void> {
    const events = await this.#events();
    const ops = new Set(events.map(({ op }) => op));
    const gone = new Set(events.flatMap((event) => (event.kind === 'delete' ? [event.of] : [])));
    for (const { tab, operation } of this.#intents.values()) {
      const refused = operation.type !== 'chat_post' && gone.has(operation.seq);
      assert.ok(ops.has(operation.op) || refused, `${tab.name}’s ${JSON.stringify(operation)} is lost`);
    }
  }

  #of(tab: Tab): Notes {
    let notes = this.#notes.get(tab);
    if (!notes) this.#notes.set(tab, (notes = { before: undefined, told: 0, member: undefined }));
    return notes;
  }

  async #events() {
    return (await this.#world.kept.eventsAfter(ROOM, 0, Infinity)) ?? [];
  }

  /** Reads nothing from the log but the order, and who asked. */
  async #shown(): Promise<Shown[]> {
    const events = await this.#events();
    const shown = new Map<number, Shown>();
    const places = new Map<string, number>();
    const posts = new Map<Tab, string[]>();
    for (const [i, { seq, op = '', member }] of events.entries()) {
      assert.equal(seq, i + 1, 'the log is dense');
      const intent = this.#intents.get(op);
      assert.ok(intent, `nobody asked for ${op}`);
      assert.ok(!places.has(op), `${op} is there twice`);
      places.set(op, seq);
      const { tab, operation } = intent;
      assert.equal(member, this.#of(tab).member ?? member, 'who said it is who asked');
      if (operation.type === 'chat_post') {
        posts.set(tab, [...(posts.get(tab) ?? []), op]);
        shown.set(seq, { seq, op, text: operation.text, edited: false, deleted: false, reactions: [] });
        continue;
      }
      const message = shown.get(operation.seq);
      assert.ok(message && !message.deleted, `${operation.type} of ${operation.seq}, which is not there`);
      if (operation.type === 'chat_edit') Object.assign(message, { text: operation.text, edited: true });
      else if (operation.type === 'chat_delete')
        Object.assign(message, { text: '', deleted: true, reactions: [] });
      else react(message, member, operation.emoji, operation.on);
    }
    for (const [op, seq] of this.#acks) assert.equal(places.get(op), seq, `${op} was acknowledged at ${seq}`);
    for (const [tab, ops] of posts) {
      const asked = [...this.#intents.values()].filter(
        (intent) => intent.tab === tab && intent.operation.type === 'chat_post',
      );
      const order = asked.map(({ operation }) => operation.op).filter((op) => places.has(op));
      assert.deepEqual(ops, order, `what ${tab.name} said has the order in which it was said`);
    }
    return [...shown.values()];
  }

  #checkTab(tab: Tab, all: readonly Shown[]): void {
    const { chat } = tab.client;
    const items = tab.items.map(shownOf);
    const expected = chat.more ? all.slice(all.length - items.length) : all;
    assert.deepEqual(items, expected, `${tab.name} shows what was said${chat.more ? ' last' : ''}`);
    const notes = this.#of(tab);
    const { before } = notes;
    const { gap } = chat;
    const seq = chat.resumePoint?.seq ?? 0;
    const first = items[0]?.seq ?? Infinity;
    if (before && gap && !before.gap)
      assert.ok(
        seq - before.seq > this.#world.limits.resumeEvents,
        `${tab.name} missed too little for a gap`,
      );
    if (before && !gap && !before.gap)
      assert.ok(first <= before.first, `${tab.name} lost the first messages`);
    notes.before = { seq, gap, first };
  }
}

function shownOf({ seq, op, text, editedAt, deleted, reactions = [] }: ChatItem): Shown {
  return {
    seq,
    op,
    text,
    edited: editedAt !== undefined,
    deleted: deleted === true,
    reactions: reactions.map(({ emoji, members }) => [emoji, members]),
  };
}

function react(message: Shown, member: string, emoji: string, on: boolean): void {
  const entry = message.reactions.find(([kind]) => kind === emoji);
  const others = (entry?.[1] ?? []).filter((other) => other !== member);
  const members = on ? [...others, member] : others;
  if (entry) entry[1] = members;
  else message.reactions.push([emoji, members]);
  message.reactions = message.reactions.filter(([, left]) => left.length > 0);
}
