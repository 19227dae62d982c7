import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Anchor } from '../../../protocol/anchor.ts';
import { SAMPLE, decodeTick } from '../../../protocol/cursor-frame.ts';
import type { CursorSample } from '../../../protocol/cursor-frame.ts';
import { DEFAULT_LIMITS } from '../../../protocol/limits.ts';
import type { Limits } from '../../../protocol/limits.ts';
import type { ServerMessage } from '../../../protocol/messages.ts';
import type { Member } from '../../../protocol/presence.ts';
import { Page } from '../../../server/page/page.ts';
import type { PageSession, SessionHandle } from '../../../server/page/page-session.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';

/** Where a watcher last knew a mover to be, and since when that mover had been there. */
interface Known {
  x: number;
  anchor: number;
}

/** A session that reads what it gets as the widget does. */
class Visitor implements SessionHandle {
  readonly id: string;
  readonly member: Member;
  readonly queued = 0;
  readonly pageSession: PageSession;
  /** Only some read: thousands that do would take minutes. */
  reads = false;
  bytes = 0;
  hz = 0;
  crowd = false;
  readonly slots = new Map<number, string>();
  readonly anchors = new Map<number, Anchor>();
  readonly known = new Map<string, Known>();
  readonly said: string[] = [];
  onKnown: (session: string, known: Known) => void = () => undefined;
  onTick: (tick: number) => void = () => undefined;

  constructor(id: string, page: Page) {
    this.id = id;
    this.member = { id: `m-${id}`, name: `Name of ${id}`, color: '#123456', pages: ['/'] };
    this.pageSession = page.enter(this);
  }

  write(frames: Buffer): void {
    this.bytes += frames.length;
    for (let at = 0; at < frames.length;) {
      const binary = (frames.readUInt8(at) & 0xf) === 2;
      let size = frames.readUInt8(at + 1);
      at += 2;
      if (size === 126) [size, at] = [frames.readUInt16BE(at), at + 2];
      else if (size === 127) [size, at] = [Number(frames.readBigUInt64BE(at)), at + 8];
      const payload = frames.subarray(at, at + size);
      at += size;
      if (!binary) this.#read(JSON.parse(payload.toString()) as ServerMessage);
      else if (this.reads) this.#readTick(payload);
      else if (payload.readUInt8(1) & 2) this.onTick(payload.readUInt16BE(2));
    }
  }

  #read(message: ServerMessage): void {
    if (message.type === 'rate') [this.hz, this.crowd] = [message.hz, message.crowd === true];
    if (!this.reads) return;
    if (message.type === 'peer_cursor_chat') this.said.push(message.text);
    if (message.type === 'anchor') for (const { id, anchor } of message.anchors) this.anchors.set(id, anchor);
    if (message.type !== 'slots') return;
    for (const { slot, session } of message.bound ?? []) this.slots.set(slot, session);
    for (const slot of message.freed ?? []) {
      this.known.delete(this.slots.get(slot) ?? '');
      this.slots.delete(slot);
    }
  }

  #readTick(payload: Buffer): void {
    const tick = decodeTick(payload);
    assert.ok(tick);
    if (tick.acknowledge) this.onTick(tick.tick);
    if (tick.snapshot) this.known.clear();
    for (const { slot, samples } of tick.tracks) {
      const session = this.slots.get(slot);
      // Who came late may not know it yet.
      if (session === undefined) continue;
      for (const { flags, anchor, x } of samples) {
        if (flags & SAMPLE.gone) this.known.delete(session);
        else {
          assert.ok(this.anchors.has(anchor), 'an anchor is named before it is used');
          // Coarse ones of text keep the offset.
          this.known.set(session, { x, anchor });
          this.onKnown(session, { x, anchor });
        }
      }
    }
  }
}

const PARAGRAPHS = 64;

/** An anchor at one of the page's paragraphs. */
function paragraph(index: number): Anchor {
  return { path: [0, index], hash: [index], box: [0.1, index / PARAGRAPHS, 0.8, 1 / PARAGRAPHS] };
}

/** A page full of people, each at a paragraph, moving along its text. */
class Crowd {
  readonly clock = new ManualClock();
  readonly page: Page;
  readonly visitors: Visitor[] = [];
  readonly watchers: Visitor[] = [];
  /** By session: each position's time. */
  readonly #moved = new Map<string, Map<number, number>>();
  readonly paragraphs = new Map<string, number>();
  #x = 0;

  constructor(limits: Partial<Limits> = {}) {
    this.page = new Page('/', {
      cursorsOff: () => false,
      memberCount: () => this.visitors.length,
      traffic: { movers: 0 },
      limits: { ...DEFAULT_LIMITS, ...limits },
      clock: this.clock,
    });
  }

  add(count: number): void {
    for (let i = 0; i < count; i++) {
      const number = this.visitors.length;
      const visitor = new Visitor(`s${String(number)}`, this.page);
      const at = (number * 29) % PARAGRAPHS;
      this.paragraphs.set(visitor.id, at);
      visitor.reads = number % 200 === 3;
      visitor.onTick = (tick) => {
        this.page.seen(visitor.pageSession, tick);
      };
      this.visitors.push(visitor);
      if (visitor.reads) this.watchers.push(visitor);
      this.page.show(visitor.pageSession);
      this.page.view(
        visitor.pageSession,
        Math.max(0, (at - 4) / PARAGRAPHS),
        Math.min(1, (at + 4) / PARAGRAPHS),
      );
      this.page.anchor(visitor.pageSession, 0, paragraph(at));
      this.#moved.set(visitor.id, new Map());
    }
  }

  /** Everybody moves on, or those given: 20 samples a second, sent as often as the page asks. */
  run(ms: number, movers: readonly Visitor[] = this.visitors): void {
    const before = new Map(movers.map((visitor) => [visitor, [] as CursorSample[]]));
    const sentAt = new Map<Visitor, number>();
    for (let passed = 0; passed < ms; passed += 50) {
      this.#x = (this.#x + 1) % 0xffff;
      const now = this.clock.now();
      for (const visitor of movers) {
        const samples = before.get(visitor) ?? [];
        this.#moved.get(visitor.id)?.set(this.#x, now);
        for (const sample of samples) sample.age += 50;
        samples.push({ age: 0, flags: SAMPLE.text, anchor: 0, x: this.#x, y: 0x8080 });
        if (now - (sentAt.get(visitor) ?? -Infinity) < 1000 / (visitor.hz || 30) - 25) continue;
        sentAt.set(visitor, now);
        this.page.move(visitor.pageSession, { clock: now & 0xffff, samples });
        before.set(visitor, []);
      }
      this.clock.advance(50);
    }
    for (const [visitor, samples] of before) {
      if (samples.length > 0)
        this.page.move(visitor.pageSession, { clock: this.clock.now() & 0xffff, samples });
    }
  }

  /** When a mover was where a watcher knows it to be. */
  timeOf(session: string, { x }: Known): number {
    return this.#moved.get(session)?.get(x) ?? NaN;
  }

  get x(): number {
    return this.#x;
  }
}

function percentile(numbers: number[], share: number): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) * share)] ?? NaN;
}

void describe('a crowd', () => {
  for (const people of process.env['TEST_LONG'] ? [101, 400, 1_000, 3_000] : [101, 600]) {
    void test(`${String(people)} movers: near ones quickly, everybody within 3 s, within everybody's budget`, () => {
      const crowd = new Crowd();
      crowd.add(people);
      // Until everybody has a slot.
      crowd.run(5_000 + people * 26);
      const { watchers, clock } = crowd;
      assert.ok(watchers.every((watcher) => watcher.crowd));
      const ages: number[] = [];
      for (const watcher of watchers) {
        watcher.bytes = 0;
        assert.equal(watcher.known.size, people, 'everybody is known');
        const here = crowd.paragraphs.get(watcher.id) ?? 0;
        watcher.onKnown = (session, known) => {
          const far = Math.abs((crowd.paragraphs.get(session) ?? 0) - here);
          if (far <= 3) ages.push(clock.now() - crowd.timeOf(session, known));
        };
      }
      let oldest = 0;
      const seconds = 6;
      for (let i = 0; i < seconds * 4; i++) {
        crowd.run(250);
        for (const watcher of watchers) {
          for (const [session, known] of watcher.known) {
            oldest = Math.max(oldest, clock.now() - crowd.timeOf(session, known));
          }
        }
      }
      assert.ok(oldest <= 3_000, `the oldest last position is ${String(oldest)} ms old`);
      assert.ok(percentile(ages, 0.99) <= 200, `near ages: ${String(percentile(ages, 0.99))} ms at p99`);
      for (const { bytes } of watchers) {
        assert.ok(bytes / seconds <= 16_000, `${String(bytes / seconds)} bytes a second`);
      }
    });
  }

  void test('when it is over, everybody is where they stopped, for everybody', () => {
    const crowd = new Crowd();
    crowd.add(250);
    crowd.run(15_000);
    const stopped = crowd.x;
    crowd.run(3_000, crowd.visitors.slice(0, 20));
    crowd.clock.advance(5_000);
    assert.ok(crowd.watchers.every((watcher) => !watcher.crowd));
    for (const watcher of crowd.watchers) {
      for (const [number, { id }] of crowd.visitors.entries()) {
        assert.equal(watcher.known.get(id)?.x, number < 20 ? crowd.x : stopped, `${id} at ${watcher.id}`);
      }
    }
    assert.equal(crowd.clock.pending, 0, 'nothing is scheduled any more');
  });

  void test('who leaves is gone at once, also where they were far away', () => {
    const crowd = new Crowd();
    crowd.add(210);
    crowd.run(12_000);
    const [one, other] = crowd.visitors;
    assert.ok(one && other);
    crowd.page.move(one.pageSession, {
      clock: crowd.clock.now() & 0xffff,
      samples: [{ age: 0, flags: SAMPLE.gone, anchor: 0, x: 0, y: 0 }],
    });
    crowd.page.leave(other.pageSession);
    crowd.clock.advance(100);
    for (const watcher of crowd.watchers) {
      assert.ok(!watcher.known.has(one.id) && !watcher.known.has(other.id));
    }
  });

  void test('a newcomer learns where everybody is, in parts', () => {
    const crowd = new Crowd();
    crowd.add(500);
    crowd.run(20_000);
    const late = new Visitor('late', crowd.page);
    late.reads = true;
    const sizes: number[] = [];
    const write = late.write.bind(late);
    late.write = (frames) => {
      sizes.push(frames.length);
      write(frames);
    };
    crowd.page.show(late.pageSession);
    assert.ok(late.known.size > 0, 'some at once');
    crowd.run(3_000);
    assert.equal(late.known.size, 500);
    assert.ok(Math.max(...sizes) < 64 * 1024, `${String(Math.max(...sizes))} bytes at once`);
  });

  void test('what many type at their cursors is told by and by, the last state of each', () => {
    const crowd = new Crowd();
    crowd.add(250);
    crowd.run(15_000);
    for (const watcher of crowd.watchers) watcher.bytes = 0;
    for (let i = 0; i < 40; i++) {
      for (const visitor of crowd.visitors)
        crowd.page.setCursorChat(visitor.pageSession, `${visitor.id} says ${String(i)}`);
      crowd.run(100);
    }
    for (const { bytes } of crowd.watchers)
      assert.ok(bytes / 4 <= 20_000, `${String(bytes / 4)} bytes a second`);
    crowd.run(20_000);
    for (const { said } of crowd.watchers) {
      for (const { id } of crowd.visitors) assert.ok(said.includes(`${id} says 39`), id);
    }
  });
});

void describe('anchors of a page', () => {
  void test('what many point at is told once', () => {
    const crowd = new Crowd();
    crowd.add(90);
    let told = 0;
    const [watcher] = crowd.watchers;
    assert.ok(watcher);
    const set = watcher.anchors.set.bind(watcher.anchors);
    watcher.anchors.set = (id, anchor) => {
      told++;
      return set(id, anchor);
    };
    crowd.run(3_000);
    assert.ok(told <= PARAGRAPHS, `${String(told)} anchors`);
    assert.ok(watcher.anchors.size > 50);
  });

  void test('10,000 different ones on a page that takes 100 are survived, and let go with who named them', () => {
    const crowd = new Crowd({ pageAnchors: 100, slotMs: 1_000 });
    crowd.add(4);
    const [one, two] = crowd.visitors;
    assert.ok(one && two);
    for (let i = 0; i < 10_000; i++)
      crowd.page.anchor(one.pageSession, i, paragraph((i % PARAGRAPHS) + i * 1_000));
    crowd.page.anchor(two.pageSession, 0, { ...paragraph(1), path: [7, 7, 7] });
    crowd.run(500);
    const watcher = crowd.watchers[0];
    assert.ok(watcher && !watcher.known.has(two.id), 'there is no room for it');
    crowd.page.leave(one.pageSession);
    crowd.clock.advance(2_000);
    crowd.page.anchor(two.pageSession, 0, { ...paragraph(1), path: [7, 7, 7] });
    crowd.run(500, [two]);
    assert.ok(watcher.known.has(two.id));
  });
});
