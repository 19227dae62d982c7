import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Screen } from './screen.ts';

describe('appearing, jumping and disappearing', () => {
  test('a new cursor fades in where it is', () => {
    const screen = new Screen();
    screen.sample({ x: 300, y: 200 }, 1000);
    const film = screen.film(1000, 1300);
    assert.ok(film.every(({ x, y }) => x === 300 && y === 200));
    assert.ok(film[0]!.opacity < 0.2);
    assert.ok(film.some(({ opacity }) => opacity > 0.3 && opacity < 0.7));
    assert.equal(film.at(-1)!.opacity, 1);
  });

  for (const rest of [600, 40]) {
    test(`a jump after ${rest} ms is a fade, not a flight across the page`, () => {
      const screen = new Screen();
      screen.sample({ x: 100, y: 100 }, 1000);
      screen.film(1000, 1000 + rest);
      screen.sample({ x: 1100, y: 2900 }, 1000 + rest);
      const film = screen.film(1000 + rest, 2600);
      for (const { x, y } of film) {
        assert.ok((x === 100 && y === 100) || (x === 1100 && y === 2900), `${x}, ${y}`);
      }
      const [gone, back] = [film.findLastIndex(({ x }) => x === 100), film.findIndex(({ x }) => x === 1100)];
      assert.equal(back, gone + 1);
      assert.ok(film[gone]!.opacity < 0.2 && film[back]!.opacity < 0.2);
      assert.equal(film.at(-1)!.opacity, 1);
    });
  }

  test('a small step after a rest is animated', () => {
    const screen = new Screen();
    screen.sample({ x: 100, y: 100 }, 1000);
    screen.film(1000, 2000);
    screen.sample({ x: 180, y: 100 }, 2000);
    const film = screen.film(2000, 2500, 120);
    assert.ok(film.every(({ opacity }) => opacity === 1));
    assert.ok(film.some(({ x }) => x > 110 && x < 170));
    assert.equal(film.at(-1)!.x, 180);
  });

  test('a cursor that left fades out in place, and fades in elsewhere', () => {
    const screen = new Screen();
    screen.sample({ x: 100, y: 100 }, 1000);
    screen.film(1000, 1500);
    screen.sample(undefined, 1500);
    const film = screen.film(1500, 1700);
    assert.ok(film.every(({ x }) => x === 100));
    assert.ok(film.at(-1)!.opacity < 0.3);
    screen.film(1700, 2000);
    assert.equal(screen.draw(2000), undefined);
    assert.equal(screen.motion.settled, true);
    screen.sample({ x: 900, y: 500 }, 2100);
    const again = screen.film(2100, 2600);
    assert.ok(again.every(({ x }) => x === 900));
    assert.ok(again[0]!.opacity < 0.3);
    assert.equal(again.at(-1)!.opacity, 1);
  });

  test('a cursor without samples is not drawn', () => {
    const { motion } = new Screen();
    assert.equal(
      motion.at(0, (place) => place),
      undefined,
    );
    assert.equal(motion.settled, true);
  });
});
