import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CursorMotion } from '../../../widget/motion/cursor-motion.ts';
import type { Point } from '../../../widget/motion/spline.ts';
import { MotionClock } from '../../../widget/motion/motion-clock.ts';
import { reaching, ticks, Screen, circling } from './screen.ts';

describe('invalid samples', () => {
  test('invalid ages are harmless', () => {
    const screen = new Screen(ticks(reaching, 4000));
    screen.film(0, 1300);
    for (const age of [NaN, -1e9, 1e9, Infinity, -Infinity]) screen.motion.push(age, { x: 300, y: 300 });
    const film = screen.film(1300, 4500);
    assert.ok(film.every(({ x, y, opacity }) => Number.isFinite(x + y) && opacity >= 0 && opacity <= 1));
    assert.ok(film.at(-1)!.x < 0.01, 'the last position is where it ends');
  });

  test('ticks with invalid times are harmless', () => {
    const screen = new Screen();
    for (const time of [NaN, -5, 2 ** 40, Infinity, 0.5, 7]) {
      screen.receive({ time, at: 1000, samples: [{ age: 0, place: { x: 5, y: 5 } }] });
    }
    screen.receive({ time: 1050, at: 1050, samples: [{ age: 0, place: { x: 9, y: 5 } }] });
    screen.film(1050, 5000);
    assert.deepEqual(screen.draw(5000), { x: 9, y: 5, opacity: 1 });
  });

  test('the last of several samples at the same time counts', () => {
    const screen = new Screen();
    const samples = [1, 2, 3].map((x) => ({ age: 10, place: { x, y: 0 } }));
    screen.receive({ time: 1000, at: 1000, samples });
    screen.film(1000, 1500);
    assert.equal(screen.draw(1500)!.x, 3);
  });

  test('a flood that is not drawn needs little memory, and ends at its last position', () => {
    const screen = new Screen();
    for (let i = 0; i < 10_000; i++) {
      const samples = [20, 10, 0].map((age) => ({ age, place: { x: i, y: age } }));
      screen.receive({ time: i * 30, at: i * 30, samples });
    }
    screen.film(300_000, 301_000);
    assert.ok(screen.reached.length <= 64, `${screen.reached.length}`);
    assert.deepEqual(screen.draw(301_000), { x: 9999, y: 0, opacity: 1 });
  });

  test('a flood of samples does not change how others move', () => {
    const clock = new MotionClock();
    const calm = new CursorMotion<Point>(clock);
    const wild = new CursorMotion<Point>(clock);
    for (let now = 50; now < 5000; now += 50) {
      clock.receive(now, now);
      for (let age = 48; age >= 0; age -= 2) wild.push(age, { x: age, y: now });
      calm.push(0, circling(now));
    }
    assert.ok(clock.spacing >= 33);
    assert.ok(5000 - clock.played(5000) < 150, `${5000 - clock.played(5000)}`);
    const drawn = calm.at(5000, (place) => place)!;
    assert.ok(Number.isFinite(drawn.x));
  });
});
