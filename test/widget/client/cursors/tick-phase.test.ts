import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_AGE } from '../../../../protocol/cursor-frame.ts';
import { SenderClock } from '../../../../server/page/sender-clock.ts';
import { TickPhase } from '../../../../widget/client/cursors/tick-phase.ts';
import { seeded } from '../../../helpers/random.ts';

const SLOT = 7;
/** The server's clock is this far ahead. */
const AHEAD = 123_456.7;

interface Link {
  /** Frames a second. */
  hz: number;
  /** ms there and back, and what comes on top of it on the way there. */
  latency: number;
  jitter: number;
  seconds?: number;
  /** How late timers are, at most. */
  late?: number;
}

/** A client that always has something to say, over such a link. @returns how long its frames waited for their ticks, ms */
function waits({ hz, latency, jitter, seconds = 20, late = 1 }: Link, planned = true): number[] {
  const random = seeded(1);
  const interval = 1000 / hz;
  const phase = new TickPhase(MAX_AGE);
  const dates = new SenderClock();
  const waited: number[] = [];
  const down: { at: number; x: number; age: number; time: number }[] = [];
  /** Of the frames under way; TCP keeps their order. */
  let under: { arrives: number; sentAt: number; x: number }[] = [];
  let free = 0;
  let wakes = 0;
  let x = 0;
  let tickAt = interval * random();
  for (let now = 0; now < seconds * 1000; now += 0.5) {
    while (down[0] && down[0].at <= now) {
      const { x: at, age, time } = down.shift()!;
      const samples = [{ age, flags: 0, anchor: 0, x: at, y: 0 }];
      phase.heard(
        { snapshot: false, acknowledge: false, tick: 0, time, tracks: [{ slot: SLOT, samples }] },
        SLOT,
        now,
      );
    }
    if (now >= wakes) {
      const due = planned ? phase.next(free, now, interval) : free;
      if (due <= now) {
        phase.sent(++x, 0, now);
        const arrives = Math.max(now + latency + jitter * random(), under.at(-1)?.arrives ?? 0);
        under.push({ arrives, sentAt: now, x });
        free = now + interval;
        wakes = now;
      } else wakes = due + late * random();
    }
    if (now < tickAt) continue;
    const arrived = under.filter(({ arrives }) => arrives <= now);
    under = under.filter((one) => !arrived.includes(one));
    for (const one of arrived) {
      const at = dates.sentAt(Math.round(one.sentAt) & 0xffff, one.arrives + AHEAD);
      waited.push(now - one.sentAt - latency);
      if (one !== arrived.at(-1)) continue;
      const age = Math.min(MAX_AGE, 2 * Math.round((now + AHEAD - at) / 2));
      down.push({ at: now + latency, x: one.x, age, time: now + AHEAD });
    }
    tickAt += interval;
  }
  // It has to hear of the first ticks.
  return waited.slice(Math.ceil(hz));
}

const mean = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const within = (numbers: number[], most: number): number =>
  numbers.filter((number) => number <= most).length / numbers.length;

test('frames come right before their ticks, whatever the pace and the way there', () => {
  for (const hz of [5, 10, 15, 30]) {
    for (const latency of [0, 20, 150]) {
      const all = waits({ hz, latency, jitter: 1 });
      const about = `${hz} Hz, ${latency} ms: ${mean(all)} ms, ${within(all, 9)}`;
      assert.ok(within(all, 9) > 0.97, about);
      assert.ok(
        Math.abs(all.length - 19 * hz) <= 1 + 0.02 * 19 * hz,
        `one for each tick: ${all.length} of ${19 * hz}`,
      );
    }
  }
});

test('with jitter they leave earlier, and wait no longer than without a plan', () => {
  for (const hz of [10, 15, 30]) {
    for (const jitter of [15, 30, 120]) {
      const [planned, unplanned] = [true, false].map((plan) =>
        mean(waits({ hz, latency: 40, jitter }, plan)),
      );
      assert.ok(
        planned! < unplanned! * 1.1,
        `${hz} Hz, ${jitter} ms: ${planned} ms, ${unplanned} ms without`,
      );
    }
  }
});

test('slow timers cost some milliseconds, and no tick', () => {
  const all = waits({ hz: 15, latency: 20, jitter: 1, late: 12 });
  assert.ok(within(all, 30) > 0.85, String(within(all, 30)));
});

test('without ticks, or without one’s own samples in them, frames go at once', () => {
  const phase = new TickPhase(MAX_AGE);
  const tick = { snapshot: false, acknowledge: false, tick: 1, time: 5_000, tracks: [] };
  assert.equal(phase.next(10, 20, 33), 10);
  phase.heard(tick, SLOT, 20);
  phase.heard(tick, undefined, 20);
  assert.equal(phase.next(10, 20, 33), 10);
  phase.sent(1, 2, 20);
  const samples = [{ age: 10, flags: 0, anchor: 0, x: 1, y: 2 }];
  phase.heard({ ...tick, tracks: [{ slot: SLOT, samples }] }, SLOT, 40);
  assert.equal(
    phase.next(50, 50, 40),
    66,
    'the tick was for what left until 30, the next is for what leaves until 70',
  );
  assert.equal(phase.next(1_000, 1_000, 40), 1_000, 'the page has been silent');
  phase.clear();
  assert.equal(phase.next(50, 50, 40), 50);
});
