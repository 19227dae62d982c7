import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SAMPLE } from '../../../protocol/cursor-frame.ts';
import { seeded } from '../../helpers/random.ts';
import { PageCrowd } from './page-crowd.ts';
import type { PageVisitor } from './page-visitor.ts';

const PEOPLE = 90;

/** Ninety people whose hands move and rest as the test says; fewer than a crowd, whatever they do. */
class Hands {
  readonly crowd = new PageCrowd();
  /** Movers of the process at most, at any time since `watch`. */
  most = 0;

  constructor() {
    this.crowd.add(PEOPLE);
    this.run(3_000, () => true);
    this.most = 0;
    for (const { rates } of this.crowd.visitors) rates.splice(0, rates.length - 1);
  }

  get visitors(): PageVisitor[] {
    return this.crowd.visitors;
  }

  /** Moves on in steps of 50 ms. @param moves whether a visitor's hand moves at this time */
  run(ms: number, moves: (number: number, time: number, visitor: PageVisitor) => boolean): void {
    for (let time = 0; time < ms; time += 50) {
      for (const [number, visitor] of this.visitors.entries()) {
        if (moves(number, time, visitor)) this.move(visitor);
      }
      this.crowd.clock.advance(50);
      this.most = Math.max(this.most, this.crowd.traffic.movers);
    }
  }

  move({ pageSession }: PageVisitor, flags: number = SAMPLE.text): void {
    const { clock, page } = this.crowd;
    page.move(pageSession, {
      clock: clock.now() & 0xffff,
      samples: [{ age: 0, flags, anchor: 0, x: 1, y: 1 }],
    });
  }

  /** Nobody was counted twice, and nobody was sent a rate that would follow from it. */
  check(): void {
    assert.ok(this.most <= PEOPLE, `${String(this.most)} movers`);
    for (const { rates } of this.visitors)
      assert.deepEqual(new Set(rates.map(({ crowd }) => crowd)), new Set([false]));
    assert.equal(this.visitors[0]?.hz, 12);
  }

  checkSteady(): void {
    this.check();
    for (const { id, rates } of this.visitors) assert.deepEqual(rates, [{ hz: 12, crowd: false }], id);
  }
}

void describe('a mover is counted once', () => {
  void test('while everybody rests for a second and moves on, at the same time', () => {
    const hands = new Hands();
    hands.run(20_000, (_, time) => time % 2_000 < 1_000);
    hands.checkSteady();
  });

  void test('while everybody rests for a second and moves on, each at their own time', () => {
    const hands = new Hands();
    hands.run(20_000, (number, time) => (time + number * 50) % 2_000 < 1_000);
    hands.checkSteady();
  });

  void test('while some rest just longer than a count, and others just shorter', () => {
    const hands = new Hands();
    hands.run(30_000, (number, time) => time % (900 + (number % 5) * 50) === 0);
    hands.check();
  });

  void test('while hands move with jitter, rest and return as people do', () => {
    const random = seeded(7);
    const hands = new Hands();
    const turns = hands.visitors.map(() => ({ moving: true, until: 0, next: 0 }));
    hands.run(60_000, (number, time) => {
      const turn = turns[number];
      assert.ok(turn);
      if (time >= turn.until) {
        turn.moving = !turn.moving;
        turn.until = time + (turn.moving ? 300 + random() * 3_000 : 200 + random() * 1_800);
      }
      if (!turn.moving || time < turn.next) return false;
      turn.next = time + 20 + random() * 180;
      return true;
    });
    hands.check();
  });

  void test('when they leave and come back within a second', () => {
    const hands = new Hands();
    const { page } = hands.crowd;
    hands.run(10_000, (number, time, visitor) => {
      if (time % 500 !== 0 || (number + time / 500) % 3 !== 0) return true;
      page.leave(visitor.pageSession);
      visitor.enter(page);
      hands.crowd.show(visitor);
      return true;
    });
    hands.check();
  });

  void test('when they hide and show themselves', () => {
    const hands = new Hands();
    hands.run(10_000, (number, time, visitor) => {
      const phase = (time + number * 50) % 2_200;
      if (phase === 1_000) hands.move(visitor, SAMPLE.gone);
      return phase < 1_000;
    });
    hands.check();
  });

  void test('when the site switches cursors off and on', () => {
    const hands = new Hands();
    const { crowd } = hands;
    for (let i = 0; i < 6; i++) {
      hands.run(700, () => true);
      crowd.cursorsOff = !crowd.cursorsOff;
      crowd.page.onRuleChange();
      if (crowd.cursorsOff) assert.equal(crowd.traffic.movers, 0);
    }
    hands.run(2_000, () => true);
    hands.check();
  });
});

void describe('the process counts', () => {
  void test('nobody who has left', () => {
    const { crowd } = new Hands();
    for (const { pageSession } of crowd.visitors.slice(30)) crowd.page.leave(pageSession);
    assert.equal(crowd.traffic.movers, 30);
    for (const { pageSession } of crowd.visitors) crowd.page.leave(pageSession);
    assert.equal(crowd.traffic.movers, 0);
    assert.ok(crowd.page.empty);
    assert.equal(crowd.clock.pending, 0);
  });

  void test('nobody who has rested, and then counts no more', () => {
    const { crowd, visitors } = new Hands();
    crowd.clock.advance(5_000);
    assert.equal(crowd.traffic.movers, 0);
    assert.equal(visitors[0]?.hz, 30);
    assert.equal(crowd.clock.pending, 0);
  });
});

void test('more movers slow the page down with the next tick', () => {
  const hands = new Hands();
  hands.crowd.add(30);
  hands.run(100, () => true);
  assert.deepEqual(hands.visitors[0]?.rates.at(-1), { hz: 10, crowd: true });
});
