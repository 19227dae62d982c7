import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SAMPLE } from '../../../../protocol/cursor-frame.ts';
import { DEFAULT_LIMITS, clientLimits } from '../../../../protocol/limits.ts';
import type { Place } from '../../../../widget/client/cursors/place.ts';
import { visitor } from '../visitor.ts';

function place(x: number, key = 'a', flags = 0): Place {
  return { key, anchor: { path: [key.length, key.charCodeAt(0)], box: [0, 0, 1, 1] }, flags, x, y: 0 };
}

/** A visitor who is online on a page that wants `hz` frames a second. */
function moving(hz = 10, options = {}) {
  const all = visitor();
  const end = all.join(options);
  end.send({ type: 'rate', hz });
  const xs = () => end.uplinks.map(({ samples }) => samples.map(({ x }) => x));
  return { ...all, end, xs };
}

test('sends the first movement at once, after its anchor', () => {
  const { client, clock, end } = moving();
  clock.advance(5_000);
  client.setCursor(place(7));
  assert.deepEqual(end.received.slice(-2), [
    { type: 'anchor', id: 0, anchor: place(7).anchor },
    { clock: Math.floor(clock.now()) & 0xffff, samples: [{ age: 0, flags: 0, anchor: 0, x: 7, y: 0 }] },
  ]);
});

test('gathers later samples, and sends them at the server’s rate, with their ages', () => {
  const { client, clock, end } = moving(10);
  client.setCursor(place(0));
  for (let x = 1; x <= 4; x++) {
    clock.advance(50);
    client.setCursor(place(x));
  }
  clock.advance(100);
  assert.deepEqual(
    end.uplinks.map(({ samples }) => samples.map(({ x, age }) => [x, age])),
    [
      [[0, 0]],
      [[1, 50]],
      [
        [2, 100],
        [3, 50],
      ],
      [[4, 100]],
    ],
  );
});

test('keeps samples 33 to 50 ms apart, by the rate, but always the latest', () => {
  for (const { hz, xs } of [
    { hz: 5, xs: [50, 100, 199] },
    { hz: 10, xs: [99] },
    { hz: 20, xs: [49] },
    { hz: 30, xs: [33] },
  ]) {
    const { client, clock, end } = moving(hz);
    client.setCursor(place(0));
    for (let ms = 1; ms < 1000 / hz; ms++) {
      clock.advance(1);
      client.setCursor(place(ms));
    }
    clock.advance(1);
    assert.equal(end.uplinks.length, 2);
    const samples = end.uplinks[1]!.samples;
    assert.deepEqual(
      samples.map(({ x }) => x),
      xs,
    );
  }
});

test('sends the last position before a rest, then nothing', () => {
  const { client, clock, xs, end } = moving(20);
  client.setCursor(place(0));
  clock.advance(10);
  client.setCursor(place(1));
  clock.advance(10);
  client.setCursor(place(2));
  clock.advance(40);
  assert.deepEqual(xs(), [[0], [2]]);
  const said = end.received.length;
  client.setCursor(place(2));
  clock.advance(10_000);
  assert.equal(end.received.length - end.of('ping').length, said);
});

test('sends 30 frames a second at 30 Hz, and 5 at 5 Hz', () => {
  for (const hz of [5, 10, 20, 30]) {
    const { client, clock, end } = moving(hz);
    for (let ms = 0; ms < 2_000; ms += 8) {
      client.setCursor(place(ms));
      clock.advance(8);
    }
    const frames = end.uplinks.length / 2;
    assert.ok(Math.abs(frames - hz) <= 1.5, `${frames} frames a second at ${hz} Hz`);
    const samples = end.uplinks.flatMap((uplink) => uplink.samples).length / 2;
    assert.ok(samples <= 31, `${samples} samples a second`);
  }
});

test('sends at most 16 samples in a frame, evenly thinned, with the newest', () => {
  const { client, clock, xs } = moving(1);
  client.setCursor(place(0));
  clock.advance(510);
  for (let x = 1; x <= 30; x++) {
    clock.advance(16);
    client.press(place(x));
  }
  clock.advance(1_000);
  const last = xs().at(-1)!;
  assert.ok(last.length <= 16 && last.length >= 12, `${last.length} samples`);
  assert.equal(last.at(-1), 30);
  const steps = last.slice(1).map((x, i) => x - last[i]!);
  assert.ok(Math.max(...steps) <= 3, `steps ${steps.join()}`);
});

test('sends nothing while alone, and its position when somebody joins', () => {
  const { client, clock, end, xs } = moving(0);
  client.setCursor(place(1));
  clock.advance(1_000);
  client.setCursor(place(2));
  clock.advance(1_000);
  assert.equal(end.received.length, 1, 'the hello');
  end.send({ type: 'rate', hz: 30 });
  assert.deepEqual(xs(), [[2]]);
  client.setCursor(place(3));
  end.send({ type: 'rate', hz: 0 });
  clock.advance(1_000);
  assert.deepEqual(xs(), [[2]]);
});

test('removes a cursor that left while it was alone when somebody joins', () => {
  const { client, end } = moving(30);
  client.setCursor(place(1));
  end.send({ type: 'rate', hz: 0 });
  client.setCursor(undefined);
  assert.equal(end.uplinks.length, 1);
  end.send({ type: 'rate', hz: 30 });
  assert.equal(end.uplinks[1]?.samples[0]?.flags, SAMPLE.gone);
});

test('applies a new rate at once', () => {
  const { client, clock, end } = moving(5);
  client.setCursor(place(0));
  clock.advance(40);
  client.setCursor(place(1));
  end.send({ type: 'rate', hz: 20 });
  clock.advance(10);
  assert.equal(end.uplinks.length, 2);
});

test('sends a leave at once, and only if there was a cursor', () => {
  const { client, clock, end } = moving(10);
  client.setCursor(undefined);
  assert.equal(end.uplinks.length, 0);
  client.setCursor(place(1));
  clock.advance(60);
  client.setCursor(place(2));
  client.setCursor(undefined);
  client.setCursor(undefined);
  assert.deepEqual(
    end.uplinks.map(({ samples }) => samples.map(({ flags }) => flags)),
    [[0], [0, SAMPLE.gone]],
  );
});

test('never drops a click', () => {
  const { client, clock, end } = moving(10);
  client.setCursor(place(0));
  clock.advance(5);
  client.press(place(1, 'a', SAMPLE.touch));
  clock.advance(5);
  client.setCursor(place(2));
  clock.advance(5);
  client.setCursor(place(3));
  clock.advance(100);
  assert.deepEqual(
    end.uplinks[1]!.samples.map(({ x, flags }) => [x, flags]),
    [
      [1, SAMPLE.press | SAMPLE.touch],
      [3, 0],
    ],
  );
});

test('a hidden page has no cursor and sends none', () => {
  const { client, clock, end } = moving(10);
  client.setCursor(place(1));
  client.setHidden(true);
  assert.equal(end.uplinks.at(-1)?.samples[0]?.flags, SAMPLE.gone);
  client.setCursor(place(2));
  client.press(place(2));
  clock.advance(1_000);
  assert.equal(end.uplinks.length, 2);
  client.setHidden(false);
  client.setCursor(place(3));
  assert.equal(end.uplinks.length, 3);
});

test('sends nothing while disconnected; then its position, with its anchor again', () => {
  const { client, clock, end, join } = moving(10);
  client.setCursor(place(1));
  end.close();
  client.setCursor(place(2));
  clock.advance(250);
  const again = join();
  assert.equal(again.uplinks.length, 0, 'until the server says how often');
  again.send({ type: 'rate', hz: 10 });
  assert.equal(again.of('anchor').length, 1);
  assert.deepEqual(
    again.uplinks.map(({ samples }) => samples.map(({ x }) => x)),
    [[2]],
  );
});

test('starts another page without anchors and position', () => {
  const { client, clock, end } = moving(10);
  client.setCursor(place(1));
  client.setPage('/two');
  end.send({ type: 'rate', hz: 10 });
  assert.equal(end.uplinks.length, 1, 'the place was the old page’s');
  client.setPage('/three');
  client.setCursor(place(2));
  assert.equal(end.uplinks.length, 1, 'silent until that page’s pace is known');
  client.setCursor(undefined);
  end.send({ type: 'rate', hz: 10 });
  assert.equal(end.uplinks.length, 1);
  clock.advance(100);
  client.setCursor(place(3));
  assert.equal(end.of('anchor').length, 2);
});

test('sends an anchor once while it is in use; the least used is replaced', () => {
  const limits = { ...clientLimits(DEFAULT_LIMITS), anchors: 3 };
  const { client, clock, end } = moving(30, { limits });
  const visit = (key: string) => {
    clock.advance(100);
    client.setCursor(place(end.received.length, key));
  };
  for (const key of ['a', 'b', 'c', 'a', 'd', 'a', 'c', 'b']) visit(key);
  assert.deepEqual(
    end.of('anchor').map(({ id, anchor }) => [id, String.fromCharCode(anchor.path[1]!)]),
    [
      [0, 'a'],
      [1, 'b'],
      [2, 'c'],
      [1, 'd'],
      [1, 'b'],
    ],
  );
  assert.deepEqual(
    end.uplinks.map(({ samples }) => samples[0]?.anchor),
    [0, 1, 2, 0, 1, 0, 2, 1],
  );
});

test('never uses one id for two anchors in a frame', () => {
  const limits = { ...clientLimits(DEFAULT_LIMITS), anchors: 2 };
  const { client, clock, end } = moving(5, { limits });
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) {
    client.setCursor(place(key.charCodeAt(0), key));
    clock.advance(40);
  }
  clock.advance(200);
  const names = new Map<number, number>();
  for (const message of end.received) {
    if ('samples' in message) {
      for (const { anchor, x } of message.samples) assert.equal(names.get(anchor), x);
    } else if (message.type === 'anchor') names.set(message.id, message.anchor.path[1]!);
  }
  assert.equal(end.uplinks.at(-1)?.samples.at(-1)?.x, 'f'.charCodeAt(0));
});

test('does not send an anchor that is too long', () => {
  const { client, clock, end } = moving(10);
  client.setCursor({ ...place(1), anchor: { from: { by: 'id', name: 'x'.repeat(3_000) }, path: [], box: [0, 0, 1, 1] } }); // prettier-ignore
  clock.advance(1_000);
  assert.equal(end.uplinks.length, 0);
  client.setCursor(place(2, 'b'));
  assert.equal(end.uplinks.length, 1);
});

test('sends an anchor again later after a rate limit', () => {
  const { client, clock, end } = moving(10);
  client.setCursor(place(1));
  end.send({ type: 'error', code: 'rate_limited', ref: 'anchor', message: 'slow', retryAfterMs: 500 });
  clock.advance(499);
  assert.equal(end.of('anchor').length, 1);
  clock.advance(200);
  assert.equal(end.of('anchor').length, 2);
  assert.equal(end.uplinks.length, 2);
});

test('does not repeat an anchor after a final error', () => {
  const { client, clock, end } = moving(10);
  client.setCursor(place(1));
  end.send({ type: 'error', code: 'bad_request', ref: 'anchor', message: 'bad' });
  client.setCursor(place(2));
  clock.advance(5_000);
  assert.equal(end.of('anchor').length, 1);
});

test('waits while the socket’s buffer is full, and sends only the current position then', () => {
  const { client, clock, end } = moving(10);
  client.setCursor(place(0));
  end.queued = 100_000;
  for (let x = 1; x <= 100; x++) {
    clock.advance(50);
    client.setCursor(place(x));
  }
  assert.equal(end.uplinks.length, 1);
  end.queued = 0;
  clock.advance(100);
  assert.equal(end.uplinks.length, 2);
  const { samples } = end.uplinks[1]!;
  assert.equal(samples.at(-1)?.x, 100);
  assert.ok(
    samples.length > 5 && samples.filter(({ age }) => age === 510).length <= 1,
    'all of the last half second',
  );
});
