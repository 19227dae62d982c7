import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageEvent, visitor } from './visitor.ts';

const MINUTES = 60_000;
/** The server's time when the visitor joins. */
const SERVER = 1_700_000_000_000 - 3 * 86_400_000;

for (const [device, error] of [
  ['is right', 0],
  ['is 20 minutes fast', 20 * MINUTES],
  ['is 20 minutes slow', -20 * MINUTES],
  ['shows another year', -400 * 86_400_000],
] as const) {
  test(`knows the server’s time though the device’s clock ${device}`, () => {
    const { client, clock, join } = visitor();
    clock.error = error;
    join({ at: SERVER });
    assert.equal(client.serverNow(), SERVER);
    clock.advance(5 * MINUTES);
    assert.equal(client.serverNow(), SERVER + 5 * MINUTES);
  });
}

test('is not affected when the device’s clock is set', () => {
  const { client, clock, join } = visitor();
  join({ at: SERVER });
  clock.advance(1_000);
  for (const error of [20 * MINUTES, -20 * MINUTES]) {
    clock.error = error;
    assert.equal(client.serverNow(), SERVER + 1_000);
  }
});

test('corrects a sleep that the monotonic clock has missed with the next welcome', () => {
  const { client, clock, join } = visitor();
  join({ at: SERVER }).close();
  // The device's clock went on, the monotonic one did not.
  clock.error += 60 * MINUTES;
  clock.advance(250);
  join({ at: SERVER + 60 * MINUTES });
  assert.equal(client.serverNow(), SERVER + 60 * MINUTES);
});

test('uses the device’s time until it knows the server’s', () => {
  const { client, clock, join } = visitor();
  assert.equal(client.serverNow(), clock.date());
  join();
  assert.equal(client.serverNow(), clock.date());
});

test('a pending message has the server’s time, like the message it becomes', () => {
  const { client, clock, join } = visitor();
  clock.error = 20 * MINUTES;
  join({ at: SERVER, events: [messageEvent(1, { at: SERVER - 1_000 })] });
  client.chat.post('hello');
  assert.equal(client.chat.items[1]?.at, SERVER);
});
