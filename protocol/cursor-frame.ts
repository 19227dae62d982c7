/**
 * Cursors on the wire: binary frames, big-endian. README.md beside this file specifies every byte.
 *
 * Decoders never throw: for an invalid frame they return `undefined`.
 */

import { SAMPLE } from './sample-flags.ts';

export { SAMPLE };

/** In a tick: the last sample of its track. */
const LAST = 0x20;
/** Bits that concern the encoding, not the pointer. */
const ENCODING = SAMPLE.anchor | LAST;

/** Where a pointer was, and how long before its frame was sent. */
export interface CursorSample {
  /** Milliseconds before the frame's time, 0–510, in steps of 2. */
  age: number;
  /** Bits of `SAMPLE`, without `SAMPLE.anchor`, which only concerns the encoding. */
  flags: number;
  /** Anchor id, 0–16,383; meaningless if gone. */
  anchor: number;
  /** 0–65535: fraction of the anchor's box × 65535, or over text the offset in UTF-16 units. */
  x: number;
  /** 0–65535: fraction of the anchor's box × 65535, or over text: high byte across, low byte down the character, each from −0.5 to 1.5 of it. */
  y: number;
}

/** What a client sends. */
export interface CursorUplink {
  /** The sender's own clock in milliseconds modulo 65,536: only differences between its frames are meaningful. */
  clock: number;
  samples: CursorSample[];
}

/** One session's samples in a tick. */
export interface CursorTrack {
  slot: number;
  /** At least one. */
  samples: CursorSample[];
}

/** What everybody on a page receives. */
export interface CursorTick {
  /** It has all cursors of the page, not only those that have moved. */
  snapshot: boolean;
  /** The receiver answers with `seen {tick}` at once. */
  acknowledge: boolean;
  /** Counts ticks of the page modulo 65,536. */
  tick: number;
  /** The server's own clock in milliseconds modulo 2^32: only differences between its frames are meaningful. */
  time: number;
  /** In the order of their slots, each slot once. */
  tracks: CursorTrack[];
}

const UPLINK = 0x01;
const TICK = 0x02;
const SNAPSHOT = 0x01;
const ACKNOWLEDGE = 0x02;
const UPLINK_HEADER = 4;
const TICK_HEADER = 10;
const MAX_TRACK_HEADER = 3;
/** Instead of a slot's distance: the slot follows in two bytes. */
const FAR = 0xff;
const MAX_SAMPLE = 8;
/** Anchor ids below this take one byte, others two. */
const SHORT_IDS = 0xc0;
/** The middle of a character. */
const MIDDLE = 0x8080;
/** The oldest age that fits, in milliseconds. */
export const MAX_AGE = 510;

export function encodeUplink(frame: CursorUplink): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(UPLINK_HEADER + frame.samples.length * MAX_SAMPLE);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, UPLINK);
  view.setUint16(1, frame.clock & 0xffff);
  view.setUint8(3, frame.samples.length);
  return bytes.subarray(0, writeSamples(view, UPLINK_HEADER, frame.samples));
}

/** @param maxSamples a frame with more samples is invalid */
export function decodeUplink(bytes: Uint8Array, maxSamples = 255): CursorUplink | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < UPLINK_HEADER || view.getUint8(0) !== UPLINK) return undefined;
  const count = view.getUint8(3);
  if (count === 0 || count > maxSamples) return undefined;
  const samples: CursorSample[] = [];
  const end = readSamples(view, UPLINK_HEADER, count, samples);
  return end === bytes.byteLength ? { clock: view.getUint16(1), samples } : undefined;
}

/** Tracks may be in any order; those without a sample are left out. */
export function encodeTick(frame: CursorTick): Uint8Array<ArrayBuffer> {
  const tracks = frame.tracks.filter((track) => track.samples.length > 0).sort((a, b) => a.slot - b.slot);
  let size = TICK_HEADER;
  for (const track of tracks) size += MAX_TRACK_HEADER + track.samples.length * MAX_SAMPLE;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, TICK);
  view.setUint8(1, (frame.snapshot ? SNAPSHOT : 0) | (frame.acknowledge ? ACKNOWLEDGE : 0));
  view.setUint16(2, frame.tick & 0xffff);
  view.setUint32(4, frame.time >>> 0);
  view.setUint16(8, tracks.length);
  let at = TICK_HEADER;
  let before = -1;
  for (const { slot, samples } of tracks) {
    // With many cursors, slots lie close together: one byte is enough for most of them.
    const distance = slot - before - 1;
    if (distance < FAR) view.setUint8(at++, distance);
    else {
      view.setUint8(at, FAR);
      view.setUint16(at + 1, slot);
      at += MAX_TRACK_HEADER;
    }
    at = writeSamples(view, at, samples, LAST);
    before = slot;
  }
  return bytes.subarray(0, at);
}

export function decodeTick(bytes: Uint8Array): CursorTick | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < TICK_HEADER || view.getUint8(0) !== TICK) return undefined;
  const flags = view.getUint8(1);
  const count = view.getUint16(8);
  const tracks: CursorTrack[] = [];
  let at = TICK_HEADER;
  let before = -1;
  for (let i = 0; i < count; i++) {
    if (at + MAX_TRACK_HEADER > bytes.byteLength) return undefined;
    const distance = view.getUint8(at);
    const slot = distance < FAR ? before + 1 + distance : view.getUint16(at + 1);
    if (slot <= before || slot > 0xffff) return undefined;
    const track: CursorTrack = { slot, samples: [] };
    const end = readSamples(view, at + (distance < FAR ? 1 : MAX_TRACK_HEADER), Infinity, track.samples);
    if (end === undefined) return undefined;
    tracks.push(track);
    before = slot;
    at = end;
  }
  if (at !== bytes.byteLength) return undefined;
  return {
    snapshot: (flags & SNAPSHOT) !== 0,
    acknowledge: (flags & ACKNOWLEDGE) !== 0,
    tick: view.getUint16(2),
    time: view.getUint32(4),
    tracks,
  };
}

/** @param last bit that marks the last sample, 0 for none */
function writeSamples(view: DataView, start: number, samples: readonly CursorSample[], last = 0): number {
  let at = start;
  let anchor = -1;
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] as CursorSample;
    const gone = (sample.flags & SAMPLE.gone) !== 0;
    const coarse = (sample.flags & SAMPLE.coarse) !== 0;
    const names = !gone && sample.anchor !== anchor;
    const end = i === samples.length - 1 ? last : 0;
    view.setUint8(at++, (sample.flags & ~ENCODING & 0xff) | (names ? SAMPLE.anchor : 0) | end);
    if (!coarse) view.setUint8(at++, Math.min(255, Math.max(0, Math.round(sample.age / 2))));
    if (gone) continue;
    if (names) {
      anchor = sample.anchor;
      if (anchor >= SHORT_IDS) view.setUint8(at++, SHORT_IDS | (anchor >> 8));
      view.setUint8(at++, anchor & 0xff);
    }
    if (!coarse || sample.flags & SAMPLE.text) view.setUint16(at, sample.x);
    else view.setUint16(at, (onGrid(sample.x) << 8) | onGrid(sample.y));
    at += 2;
    if (coarse) continue;
    view.setUint16(at, sample.y);
    at += 2;
  }
  return at;
}

const onGrid = (value: number): number => Math.round(value / 0x101);

/** A sample as it arrives when sent as a coarse one. */
export function coarsened(sample: CursorSample): CursorSample {
  const { flags, x, y, anchor } = sample;
  const text = (flags & SAMPLE.text) !== 0;
  return {
    age: 0,
    flags: flags | SAMPLE.coarse,
    anchor,
    x: text ? x : onGrid(x) * 0x101,
    y: text ? MIDDLE : onGrid(y) * 0x101,
  };
}

/**
 * @param count how many there are; Infinity: up to the one marked as the last
 * @returns where the samples end; undefined if the frame ends first, or a sample has no anchor
 */
function readSamples(view: DataView, start: number, count: number, into: CursorSample[]): number | undefined {
  let at = start;
  let anchor = -1;
  for (let i = 0; i < count; i++) {
    if (at >= view.byteLength) return undefined;
    const bits = view.getUint8(at++);
    const flags = bits & ~ENCODING;
    const coarse = (flags & SAMPLE.coarse) !== 0;
    if (count === Infinity && bits & LAST) count = 0;
    if (!coarse && at >= view.byteLength) return undefined;
    const age = coarse ? 0 : view.getUint8(at++) * 2;
    if (flags & SAMPLE.gone) {
      into.push({ age, flags, anchor: 0, x: 0, y: 0 });
      continue;
    }
    if (bits & SAMPLE.anchor) {
      if (at + 2 > view.byteLength) return undefined;
      anchor = view.getUint8(at++);
      if (anchor >= SHORT_IDS) anchor = ((anchor - SHORT_IDS) << 8) | view.getUint8(at++);
    }
    if (anchor < 0 || at + (coarse ? 2 : 4) > view.byteLength) return undefined;
    let x = view.getUint16(at);
    let y = coarse ? MIDDLE : view.getUint16(at + 2);
    if (coarse && !(flags & SAMPLE.text)) {
      y = (x & 0xff) * 0x101;
      x = (x >> 8) * 0x101;
    }
    into.push({ age, flags, anchor, x, y });
    at += coarse ? 2 : 4;
  }
  return at;
}
