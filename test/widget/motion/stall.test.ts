import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Point } from '../../../widget/motion/spline.ts';
import { ticks, Screen, distance, circling } from './screen.ts';

describe('a stall', () => {
  const straight = (time: number): Point => ({ x: time / 2, y: 0 });
  const made = ticks(straight, 4000, 50, (sent) => (sent >= 2000 && sent < 2300 ? 2300 - sent : 0));

  test('keeps the cursor at the last position received', () => {
    const held = new Screen(made).film(2200, 2290);
    assert.ok(held.length >= 5);
    for (const { x } of held) assert.equal(x, straight(1967).x > held[0]!.x ? held[0]!.x : x);
    assert.equal(held.at(-1)!.x, held[0]!.x);
  });

  test('is caught up smoothly, along the path of the hand', () => {
    const screen = new Screen(made);
    const film = screen.film(1500, 3000);
    let fastest = 0;
    for (let i = 1; i < film.length; i++) {
      const step = film[i]!.x - film[i - 1]!.x;
      assert.ok(step >= 0, 'never back');
      assert.equal(film[i]!.opacity, 1);
      fastest = Math.max(fastest, step / (film[i]!.now - film[i - 1]!.now) / 0.5);
    }
    assert.ok(fastest > 1.5, 'it was behind');
    assert.ok(fastest < 5.6, `${fastest} times the hand's pace`);
    const behind = straight(2550).x - film.find(({ now }) => now >= 2550)!.x;
    assert.ok(behind / 0.5 < screen.delay + 10, `${behind / 0.5} ms behind`);
  });

  test('of a second is not caught up: the cursor fades to its position', () => {
    const late = ticks(circling, 5000, 50, (sent) => (sent >= 2000 && sent < 3000 ? 3000 - sent : 0));
    const film = new Screen(late).film(2500, 3600, 120);
    assert.ok(film.some(({ opacity }) => opacity < 0.2));
    for (let i = 1; i < film.length; i++) {
      const pace = distance(film[i]!, film[i - 1]!) / (1000 / 120);
      assert.ok(pace < 16 || film[i]!.opacity < 0.2, `${pace} px/ms at ${film[i]!.now}`);
    }
  });
});
