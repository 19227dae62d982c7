import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  SAMPLE,
  coarsened,
  decodeTick,
  decodeUplink,
  encodeTick,
  encodeUplink,
} from '../../protocol/cursor-frame.ts';
import type { CursorSample } from '../../protocol/cursor-frame.ts';

/** A small generator with a seed (mulberry32), so that a failure can be repeated. */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function sample(next: () => number): CursorSample {
  const int = (below: number) => Math.floor(next() * below);
  if (next() < 0.1) return { age: int(256) * 2, flags: SAMPLE.gone, anchor: 0, x: 0, y: 0 };
  const flags = (next() < 0.5 ? SAMPLE.text : 0) | (next() < 0.2 ? SAMPLE.press : 0);
  const anchor = next() < 0.5 ? int(4) : int(16_384);
  const exact = { age: int(256) * 2, flags, anchor, x: int(65_536), y: int(65_536) };
  return next() < 0.2 ? coarsened(exact) : exact;
}

void test('every uplink and tick comes out as it went in', () => {
  const next = random(1);
  for (let i = 0; i < 500; i++) {
    const samples = Array.from({ length: 1 + Math.floor(next() * 8) }, () => sample(next));
    const uplink = { clock: Math.floor(next() * 65_536), samples };
    assert.deepEqual(decodeUplink(encodeUplink(uplink)), uplink);
    const tick = {
      snapshot: next() < 0.5,
      acknowledge: next() < 0.5,
      tick: Math.floor(next() * 65_536),
      time: Math.floor(next() * 2 ** 32),
      tracks: Array.from({ length: Math.floor(next() * 5) }, (_, slot) => ({
        slot: slot * 7919,
        samples: Array.from({ length: 1 + Math.floor(next() * 4) }, () => sample(next)),
      })),
    };
    assert.deepEqual(decodeTick(encodeTick(tick)), tick);
  }
});

void test('a coarse sample is small, and where its exact one is as nearly as promised', () => {
  const next = random(7);
  const exact = { age: 8, flags: 0, anchor: 3, x: 12_345, y: 54_321 };
  const tick = (one: CursorSample) => ({
    snapshot: false,
    acknowledge: false,
    tick: 0,
    time: 0,
    tracks: [{ slot: 0, samples: [one] }],
  });
  const size = (one: CursorSample) => encodeTick(tick(one)).length - encodeTick({ ...tick(one), tracks: [] }).length; // prettier-ignore
  assert.equal(size({ ...exact, flags: SAMPLE.coarse }), 5);
  assert.equal(size(exact), 8);
  for (let i = 0; i < 500; i++) {
    const one = { ...exact, x: Math.floor(next() * 65_536), y: Math.floor(next() * 65_536) };
    const read = decodeTick(encodeTick(tick({ ...one, flags: SAMPLE.coarse })))?.tracks[0]?.samples[0];
    assert.deepEqual(read, coarsened(one));
    assert.ok(Math.abs(read.x - one.x) <= 129 && Math.abs(read.y - one.y) <= 129);
    const text = { ...one, flags: SAMPLE.text };
    assert.equal(coarsened(text).x, text.x, 'over text it is on the same character');
  }
});

void test('ages beyond the scale are cut to it, and odd ones rounded', () => {
  const frame = encodeUplink({
    clock: 70_000,
    samples: [
      { age: 9_999, flags: 0, anchor: 1, x: 1, y: 2 },
      { age: 3, flags: 0, anchor: 1, x: 1, y: 2 },
      { age: -5, flags: 0, anchor: 1, x: 1, y: 2 },
    ],
  });
  const decoded = decodeUplink(frame);
  assert.ok(decoded);
  assert.equal(decoded.clock, 70_000 - 65_536);
  assert.deepEqual(
    decoded.samples.map((s) => s.age),
    [510, 4, 0],
  );
});

void test('a frame cut anywhere, or with a byte too many, is none', () => {
  const next = random(2);
  const uplink = encodeUplink({
    clock: 1,
    samples: [sample(next), { age: 0, flags: 0, anchor: 9, x: 1, y: 1 }],
  });
  const tick = encodeTick({
    snapshot: false,
    acknowledge: false,
    tick: 1,
    time: 1,
    tracks: [{ slot: 1, samples: [{ age: 0, flags: 0, anchor: 9, x: 1, y: 1 }] }],
  });
  for (let end = 0; end < uplink.length; end++)
    assert.equal(decodeUplink(uplink.subarray(0, end)), undefined);
  for (let end = 0; end < tick.length; end++) assert.equal(decodeTick(tick.subarray(0, end)), undefined);
  assert.equal(decodeUplink(new Uint8Array([...uplink, 0])), undefined);
  assert.equal(decodeTick(new Uint8Array([...tick, 0])), undefined);
});

void test('a first sample without an anchor, no samples, or too many, are none', () => {
  assert.equal(decodeUplink(new Uint8Array([1, 0, 0, 1, 0, 0, 0, 1, 0, 1])), undefined);
  assert.equal(decodeUplink(new Uint8Array([1, 0, 0, 0])), undefined);
  const two = encodeUplink({ clock: 0, samples: [sample(random(3)), sample(random(4))] });
  assert.equal(decodeUplink(two, 1), undefined);
});

void test('random bytes never throw', () => {
  const next = random(5);
  const rounds = process.env['TEST_LONG'] ? 2_000_000 : 20_000;
  for (let i = 0; i < rounds; i++) {
    const bytes = Uint8Array.from({ length: Math.floor(next() * 40) }, () => Math.floor(next() * 256));
    if (bytes.length > 0 && next() < 0.7) bytes[0] = next() < 0.5 ? 1 : 2;
    decodeUplink(bytes);
    decodeTick(bytes);
  }
});

void test('a frame inside a larger buffer is read where it lies', () => {
  const frame = encodeUplink({ clock: 5, samples: [{ age: 0, flags: 0, anchor: 2, x: 3, y: 4 }] });
  const larger = new Uint8Array(frame.length + 20);
  larger.set(frame, 7);
  assert.deepEqual(decodeUplink(larger.subarray(7, 7 + frame.length)), decodeUplink(frame));
});
