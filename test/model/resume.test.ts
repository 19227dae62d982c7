/** Breaks, and what a client is told after them. */
import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import type { WelcomeMessage } from '../../protocol/messages.ts';
import { DEFAULT_LIMITS } from '../../protocol/limits.ts';
import { Tab } from './tab.ts';
import type { Witness } from './tab.ts';
import { ROOM, World } from './world.ts';

const DAY_MS = 86_400_000;
/** Most messages that a client keeps waiting. */
const BATCH = 100;

/** Ada, whose line breaks, and Bob, who goes on talking; with what each was told. */
class Pair implements Witness {
  readonly world: World;
  readonly ada: Tab;
  readonly bob: Tab;
  readonly seqs = new Map<Tab, number[]>();
  readonly welcomes = new Map<Tab, WelcomeMessage[]>();
  #said = 0;

  private constructor(seed: number) {
    this.world = new World(seed, { chatRate: { perSecond: 1e6, burst: 1e6 } });
    this.ada = new Tab('Ada', 'Ada', this.world, this);
    this.bob = new Tab('Bob', 'Bob', this.world, this);
  }

  /** Both are here, and something was said. @param opened whether Ada has opened the chat */
  static async meet(opened: boolean): Promise<Pair> {
    const pair = new Pair(1);
    pair.bob.chat();
    if (opened) pair.ada.chat();
    pair.ada.join();
    pair.bob.join();
    await pair.say(5);
    await pair.quiet();
    return pair;
  }

  posted(): void {}

  told(tab: Tab, seq: number): void {
    this.seqs.set(tab, [...(this.seqs.get(tab) ?? []), seq]);
  }

  answered(tab: Tab, message: Parameters<Witness['answered']>[1]): void {
    if (message.type === 'welcome') this.welcomes.set(tab, [...(this.welcomes.get(tab) ?? []), message]);
  }

  /** Bob says so much, while everything else goes on. */
  async say(count: number): Promise<void> {
    for (let left = count; left > 0; left -= BATCH) {
      for (let i = 0; i < Math.min(left, BATCH); i++) this.bob.chat().post(`Bob says ${this.#said++}`);
      await this.world.settle(() => (this.bob.unsent.length > 0 ? 'Bob' : undefined));
    }
  }

  /** All is told. */
  async quiet(): Promise<void> {
    await this.world.settle(() => {
      for (const tab of [this.ada, this.bob]) {
        if (tab.client.status !== 'online') return `${tab.name} is ${tab.client.status}`;
        const last = this.seqs.get(tab)?.at(-1) ?? 0;
        if (last !== this.world.kept.seq) return `${tab.name} was told of ${last}`;
      }
      return undefined;
    });
  }
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

void describe('a reconnect', () => {
  for (const opened of [true, false]) {
    const chat = opened ? 'open' : 'closed';
    for (const seconds of [1, 60]) {
      void test(`after ${seconds} s and 1,000 messages receives exactly those, in order (chat ${chat})`, async () => {
        const pair = await Pair.meet(opened);
        const { ada, world } = pair;
        ada.network.up = false;
        ada.network.cut();
        await pair.say(1_000);
        await world.pass(seconds * 1_000);
        ada.network.up = true;
        await pair.quiet();
        assert.equal(pair.welcomes.get(ada)?.at(-1)?.recovered, true);
        assert.deepEqual(pair.seqs.get(ada), range(1, 1_005));
        assert.equal(ada.chat().gap, false);
      });
    }

    void test(`after a server restart and 1,000 messages receives exactly those, in order (chat ${chat})`, async () => {
      const pair = await Pair.meet(opened);
      const { ada, world } = pair;
      const saying = pair.say(1_000);
      for (let i = 0; i < 5; i++) {
        await world.steps(200);
        world.kill();
        await world.pass(1_000);
        world.start();
      }
      await saying;
      await pair.quiet();
      assert.deepEqual(pair.seqs.get(ada), range(1, 1_005));
      assert.ok((pair.welcomes.get(ada) ?? []).slice(1).every(({ recovered }) => recovered));
      assert.equal(ada.chat().gap, false);
    });
  }

  void test('after more messages than can be recovered reports a gap, and receives the newest', async () => {
    const pair = await Pair.meet(true);
    const { ada, world } = pair;
    ada.network.up = false;
    ada.network.cut();
    const { resumeEvents, events } = DEFAULT_LIMITS;
    for (let i = 0; i <= resumeEvents; i++) {
      const said = { kind: 'message', op: `op${i}`, member: 'eve', name: 'Eve', color: '#000000' } as const;
      await world.kept.append(ROOM, { ...said, text: `Eve says ${i}`, at: 0 });
    }
    ada.network.up = true;
    await pair.world.settle(() => (ada.client.status === 'online' ? undefined : 'Ada'));
    assert.equal(pair.welcomes.get(ada)?.at(-1)?.recovered, false);
    const head = world.kept.seq;
    assert.deepEqual(
      ada.items.map(({ seq }) => seq),
      range(head - events + 1, head),
    );
    assert.equal(ada.chat().gap, true);
  });
});

void describe('clocks that are wrong by a day', () => {
  void test('do not affect the order of messages', async () => {
    const pair = await Pair.meet(true);
    const { ada, bob, world } = pair;
    const now = Date.now();
    let shift = 0;
    const date = mock.method(Date, 'now', () => now + shift);
    const said: string[] = [];
    for (let i = 0; i < 12; i++) {
      const [tab, ahead] = i % 2 === 0 ? [ada, DAY_MS] : [bob, -DAY_MS];
      shift = ahead;
      said.push(`${tab.name} ${i}`);
      tab.chat().post(`${tab.name} ${i}`);
      await pair.quiet();
      world.clock.shift = [0, DAY_MS, -DAY_MS][i % 3] ?? 0;
      if (i % 4 === 3) {
        world.kill();
        world.start();
      }
    }
    date.mock.restore();
    for (const tab of [ada, bob]) {
      assert.deepEqual(tab.items.slice(5).map(({ text }) => text), said); // prettier-ignore
    }
    const fresh = new Tab('Eve', 'Eve', world, pair);
    fresh.chat();
    fresh.join();
    await world.settle(() => (fresh.items.length === 17 ? undefined : 'Eve'));
    assert.deepEqual(
      fresh.items.map(({ seq }) => seq),
      range(1, 17),
    );
  });
});
