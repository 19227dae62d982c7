import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Erasure } from '../../../widget/client/erasure.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';

function erasure(canSend = true): { erasure: Erasure; clock: ManualClock; sent: () => number } {
  const clock = new ManualClock();
  let sent = 0;
  const send = (): boolean => {
    sent += Number(canSend);
    return canSend;
  };
  return { erasure: new Erasure(clock, send), clock, sent: () => sent };
}

test('an erasure under way is not asked for a second time, and tells all who asked', async () => {
  const { erasure: own, sent } = erasure();
  const answers = [own.request(), own.request()];
  own.settle(true);
  assert.deepEqual(await Promise.all(answers), [true, true]);
  assert.equal(sent(), 1);
  const later = own.request();
  own.settle(false);
  assert.equal(await later, false);
  assert.equal(sent(), 2);
});

test('an erasure without an answer has failed after 30 s', async () => {
  const { erasure: own, clock } = erasure();
  const answer = own.request();
  clock.advance(30_000);
  assert.equal(await answer, false);
});

test('only an erasure under way is asked for again', async () => {
  const { erasure: own, sent } = erasure();
  own.again();
  assert.equal(sent(), 0);
  void own.request();
  own.again();
  assert.equal(sent(), 2);
  assert.equal(await erasure(false).erasure.request(), false);
});
