import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../../../../widget/client/connection/backoff.ts';
import { seeded } from '../../../helpers/random.ts';

const CLIENTS = 2_000;
const FIRST_MS = 500;

/** How long after the end of an outage each of so many clients comes back, in ms, and how often they tried. */
function backAfter(outage: number, random: () => number): { late: number[]; attempts: number } {
  let attempts = 0;
  const late = Array.from({ length: CLIENTS }, () => {
    const backoff = new Backoff(random);
    let now = 0;
    do {
      now += backoff.next(false);
      attempts++;
    } while (now < outage);
    return now - outage;
  });
  return { late: late.sort((a, b) => a - b), attempts };
}

for (const outage of [500, 2_000, 5_000, 9_000, 20_000]) {
  test(`after an outage of ${outage} ms everybody is back within as long again, and not all at once`, () => {
    const { late, attempts } = backAfter(outage, seeded(outage));
    assert.ok(late.at(-1)! <= outage + FIRST_MS, `the last one ${late.at(-1)!.toFixed(0)} ms late`);
    // Spread over the time: no tenth of it brings a third of them.
    const tenth = (outage + FIRST_MS) / 10;
    for (let from = 0; from < 10; from++) {
      const count = late.filter((ms) => ms >= from * tenth && ms < (from + 1) * tenth).length;
      assert.ok(count < CLIENTS / 3, `${count} in tenth ${from}`);
    }
    // A client that tries without end would be the storm itself.
    assert.ok(attempts / CLIENTS < 13, `${attempts / CLIENTS} attempts each`);
  });
}
