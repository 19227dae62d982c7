import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ticks, Screen, seeded, distance, circling } from './screen.ts';

describe('the delay', () => {
  function delayAt(hz: number, jitter: number): number {
    const random = seeded(hz + jitter);
    const screen = new Screen(
      ticks(circling, 20_000, Math.round(1000 / hz), (sent) => (sent < 300 ? 0 : jitter * random())),
    );
    screen.film(0, 20_000);
    return screen.delay;
  }

  test('follows rate and jitter', () => {
    assert.ok(delayAt(20, 30) <= 100, `${delayAt(20, 30)}`);
    assert.ok(delayAt(20, 120) <= 180, `${delayAt(20, 120)}`);
    assert.ok(delayAt(20, 120) > delayAt(20, 30) + 40);
    assert.ok(delayAt(5, 30) > 200, `${delayAt(5, 30)}`);
  });

  test('changes without a jump or a step back', () => {
    const random = seeded(9);
    const screen = new Screen(
      ticks(circling, 12_000, 50, (sent) => (sent > 4000 && sent < 8000 ? 150 : 10) * random()),
    );
    let last = NaN;
    for (let now = 1000; now < 12_000; now += 10) {
      screen.draw(now);
      const played = screen.clock.played(now);
      if (!Number.isNaN(last))
        assert.ok(played - last > 8.5 && played - last < 11.5, `${played - last} at ${now}`);
      last = played;
    }
  });

  test('hardly grows with rare stalls', () => {
    const random = seeded(4);
    const stalled = (sent: number): number => {
      if (sent < 300) return 0;
      return sent % 3000 < 250 ? 250 - (sent % 3000) : 30 * random();
    };
    const screen = new Screen(ticks(circling, 20_000, 50, stalled));
    screen.film(0, 20_000);
    assert.ok(screen.delay < 120, `${screen.delay}`);
  });
});

describe('the clocks', () => {
  const wrapping = ticks(circling, 6000).map((tick) => ({
    ...tick,
    time: (tick.time + 2 ** 32 - 3000) % 2 ** 32,
  }));

  test("the server's may wrap around", () => {
    const plain = new Screen(ticks(circling, 6000)).film(0, 6000);
    const wrapped = new Screen(wrapping).film(0, 6000);
    assert.ok(plain.length > 300);
    assert.deepEqual(wrapped, plain);
  });

  for (const [what, jump] of [
    ['starts again, as after a restart', -1_000_000],
    ['goes back a little', -300],
    ['leaps ahead', 5_000_000],
  ] as const) {
    test(`the server's ${what}, and the cursor moves again within half a second`, () => {
      const made = ticks(circling, 6000).map((tick) =>
        tick.time < 3000 ? tick : { ...tick, time: (tick.time + jump + 2 ** 32) % 2 ** 32 },
      );
      const screen = new Screen(made);
      const film = screen.film(0, 6000);
      assert.ok(film.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
      for (const { now, x, y } of film.filter((drawn) => drawn.now > 4500)) {
        const errors = [60, 80, 100, 120, 140].map((delay) => distance({ x, y }, circling(now - delay)));
        assert.ok(Math.min(...errors) < 40, `${Math.min(...errors)} px at ${now}`);
      }
      assert.ok(new Set(film.filter(({ now }) => now > 3500).map(({ x }) => x)).size > 100, 'it moves');
    });
  }

  test("the receiver's jumps when the machine has slept, and the cursor moves on", () => {
    const made = ticks(circling, 6000).map((tick) =>
      tick.time < 3000 ? tick : { ...tick, at: tick.at + 3_600_000 },
    );
    const screen = new Screen(made);
    screen.film(0, 3000);
    const film = screen.film(3_603_000, 3_606_000);
    const settled = film.filter(({ now }) => now > 3_604_500);
    assert.ok(settled.length > 50);
    for (const { now, x, y } of settled) {
      const errors = [60, 80, 100, 120, 140].map((delay) =>
        distance({ x, y }, circling(now - 3_600_000 - delay)),
      );
      assert.ok(Math.min(...errors) < 40);
    }
  });

  test('a burst after many seconds leaves no lasting delay', () => {
    const made = ticks(circling, 12_000, 50, (sent) => (sent >= 2000 && sent < 7000 ? 7000 - sent : 0));
    const film = new Screen(made).film(8500, 12_000);
    for (const { now, x, y } of film) {
      const errors = [50, 75, 100, 125, 150].map((delay) => distance({ x, y }, circling(now - delay)));
      assert.ok(Math.min(...errors) < 45, `${Math.min(...errors)} px at ${now}`);
    }
  });
});
