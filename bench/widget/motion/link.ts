/** What becomes of a hand's movement on its way: sampled by the sender, sent in frames, delivered by TCP. */

import { sampleSpacing } from '../../../widget/client/cursors/sample-spacing.ts';
import { type Hand, type Point, seeded } from './hand.ts';

export interface Sample extends Point {
  /** When the pointer was there, in ms. */
  time: number;
}

export interface Frame {
  /** When it was sent. */
  sent: number;
  /** When it came. */
  arrival: number;
  samples: Sample[];
}

export interface Link {
  /** Frames per second. */
  hz: number;
  /** A frame takes 0 to this many ms longer than the fastest. */
  jitter: number;
  /** About every 3 s nothing comes through for 200–300 ms, then all at once. */
  stalls: boolean;
  /** Send several timed samples in a frame, as far apart as our client sends them, or only where the pointer is now. */
  batched: boolean;
  /** A second leg: a server that collects and sends at the same rate, with as much jitter of its own. */
  relayed?: boolean;
}

/** The fastest transit: what is measured is what comes on top of it. */
const TRANSIT = 0;
const POINTER = 1000 / 59.94;
/** A timer comes up to this late. */
const TIMER = 4;

export function deliver(hand: Hand, link: Link, seed: number): Frame[] {
  const random = seeded(seed);
  const stalls = link.stalls ? makeStalls(hand.end, random) : [];
  let frames = travel(send(hand, link, random), link.jitter, stalls, random);
  if (link.relayed) frames = travel(relay(frames, link.hz, random() * 1000), link.jitter, [], random);
  return frames;
}

/** Pointer events come 60 times a second while the pointer moves, in whole pixels. */
function send(hand: Hand, link: Link, random: () => number): Frame[] {
  const frames: Frame[] = [];
  const interval = 1000 / link.hz;
  const spacing = sampleSpacing(link.hz);
  const phase = random() * 1000;
  let flush = phase % interval;
  let late = 0;
  let last: Sample = { time: -Infinity, x: -1, y: -1 };
  let latest = last;
  let pending: Sample[] = [];
  const keep = (sample: Sample): void => {
    pending.push(sample);
    last = sample;
  };
  for (let event = phase % POINTER; event < hand.end; event += POINTER) {
    for (let due; (due = flush + late) <= event;) {
      // A position too close to the one before it is held back, and sent if nothing follows.
      if (latest !== last && (!link.batched || due - last.time >= spacing)) keep(latest);
      if (pending.length > 0) frames.push({ sent: due, arrival: 0, samples: pending });
      pending = [];
      flush += interval;
      late = random() * TIMER;
    }
    const at = hand.at(event);
    const x = Math.round(at.x);
    const y = Math.round(at.y);
    if (x === latest.x && y === latest.y) continue;
    latest = { time: event, x, y };
    if (link.batched && event - last.time >= spacing) keep(latest);
  }
  return frames;
}

function travel(
  frames: Frame[],
  jitter: number,
  stalls: readonly [number, number][],
  random: () => number,
): Frame[] {
  let before = 0;
  return frames.map((frame) => {
    let arrival = frame.sent + TRANSIT + jitter * random();
    for (const [start, end] of stalls) if (arrival >= start && arrival < end) arrival = end;
    before = arrival = Math.max(arrival, before);
    return { ...frame, arrival };
  });
}

function makeStalls(end: number, random: () => number): [number, number][] {
  const stalls: [number, number][] = [];
  for (let time = 3000; time < end; time += 2000 + 2000 * random())
    stalls.push([time, time + 200 + 100 * random()]);
  return stalls;
}

function relay(frames: Frame[], hz: number, phase: number): Frame[] {
  const ticks: Frame[] = [];
  const interval = 1000 / hz;
  let tick = phase % interval;
  let samples: Sample[] = [];
  for (const frame of frames) {
    while (tick < frame.arrival) {
      if (samples.length > 0) ticks.push({ sent: tick, arrival: 0, samples });
      samples = [];
      tick += interval;
    }
    samples = [...samples, ...frame.samples];
  }
  ticks.push({ sent: tick, arrival: 0, samples });
  return ticks;
}
