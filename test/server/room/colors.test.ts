import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { COLORS } from '../../../protocol/colors.ts';
import { distance, placeOf } from '../../../server/room/color-distance.ts';
import { generatedColor } from '../../../server/room/profile.ts';

const between = (one: string, other: string): number => distance(placeOf(one), placeOf(other));

/** The smallest distance between two of these colours. */
function closest(colors: readonly string[]): number {
  const gaps = colors.flatMap((one, at) => colors.slice(at + 1).map((other) => between(one, other)));
  return Math.min(...gaps);
}

/** Colours of members who join one after the other. */
function colorsOf(ids: readonly string[]): string[] {
  const used = new Map<string, number>();
  return ids.map((id) => {
    const color = generatedColor(id, used);
    used.set(color, (used.get(color) ?? 0) + 1);
    return color;
  });
}

const room = (number: number, size: number): string[] =>
  Array.from({ length: size }, (_, at) => `room ${String(number)}, member ${String(at)}`);
const ROOMS = Array.from({ length: 500 }, (_, number) => number);

void describe('colours', () => {
  void test('have a distance as it is seen', () => {
    assert.equal(between('#123456', '#123456'), 0);
    assert.ok(Math.abs(between('#000000', '#ffffff') - 1) < 0.001);
    const [tan, mustard, green] = ['#ad7f58', '#b98900', '#30a46c'];
    assert.ok(between(tan, mustard) < between(mustard, green), 'though their channels differ about as much');
  });

  void test('of the palette that are between red and yellow look different', () => {
    const warm = COLORS.filter((color) => {
      const [, red, yellow] = placeOf(color);
      return yellow > 0 && red > -0.02;
    });
    assert.equal(warm.length, 4);
    assert.ok(closest(warm) > 0.095, String(closest(warm)));
    assert.ok(closest(warm.filter((color) => color !== '#e5484d')) > 0.13, 'orange, yellow and brown');
  });

  void test('of eight members can be told apart, whoever they are', () => {
    for (const number of ROOMS) {
      const colors = colorsOf(room(number, 8));
      assert.ok(closest(colors) >= 0.09, `${colors.join(' ')}: ${String(closest(colors))}`);
    }
  });

  void test('of a dozen members are a dozen', () => {
    for (const number of ROOMS) assert.equal(new Set(colorsOf(room(number, 12))).size, 12);
  });

  void test('are shared evenly once all are taken', () => {
    for (const number of ROOMS.slice(0, 50)) {
      const counts = new Map<string, number>();
      for (const color of colorsOf(room(number, 30))) counts.set(color, (counts.get(color) ?? 0) + 1);
      assert.equal(counts.size, 12);
      assert.ok([...counts.values()].every((count) => count === 2 || count === 3));
    }
  });

  void test('that somebody chose keep those like it from others while there are free ones', () => {
    for (const own of ['#ff7700', '#f2701d', '#8a5cc8']) {
      for (let at = 0; at < 200; at++)
        assert.ok(between(generatedColor(`member ${String(at)}`, new Map([[own, 1]])), own) >= 0.09);
    }
  });

  void test('are the same for the same member', () => {
    assert.equal(
      generatedColor('somebody', new Map()),
      generatedColor('somebody', new Map([['#ffffff', 1]])),
    );
  });
});
