/** Plays a hand's movement over a link to a method, and compares what was drawn with the hand. */

import type { Hand, Point } from './hand.ts';
import { type Link, deliver } from './link.ts';
import { METHODS, type MethodName } from './methods.ts';

export interface Drawn extends Point {
  time: number;
}

export interface Figures {
  /** Root mean square of the distance between what is drawn and where the hand was `delay` ms before, in px. */
  distance: number;
  /** The constant delay at which that is smallest, in ms. */
  delay: number;
  /** How far past a stop anything was drawn, at most, in px. */
  overshoot: number;
  /** RMS of the third difference of what was drawn, as a share of the hand's own. */
  jerk: number;
}

/** Left out at the start: the methods get to know the link. */
const WARM_UP = 3000;

export function play(
  hand: Hand,
  link: Link,
  name: MethodName,
  options: { every?: boolean; fps?: number; seed: number },
): Drawn[] {
  const method = METHODS[name]({ hz: link.hz, every: options.every ?? false });
  const frames = deliver(hand, link, options.seed);
  const drawn: Drawn[] = [];
  const interval = 1000 / (options.fps ?? 60);
  let next = 0;
  for (let i = 0; i * interval < hand.end; i++) {
    const time = i * interval;
    for (let frame; (frame = frames[next]) && frame.arrival <= time; next++)
      method.receive(frame, frame.arrival);
    const point = method.draw(time);
    if (point) drawn.push({ time, x: point.x, y: point.y });
  }
  return drawn;
}

export function measure(hand: Hand, drawn: readonly Drawn[]): Figures {
  const counted = drawn.filter((point) => point.time > WARM_UP);
  const { delay, distance } = bestDelay(hand, counted);
  return {
    distance,
    delay,
    overshoot: overshoot(hand, counted),
    jerk: jerk(counted) / jerk(truth(hand, counted)),
  };
}

function truth(hand: Hand, drawn: readonly Drawn[]): Drawn[] {
  return drawn.map(({ time }) => ({ time, ...hand.at(time) }));
}

function rms(hand: Hand, drawn: readonly Drawn[], delay: number): number {
  let sum = 0;
  for (const point of drawn) {
    const at = hand.at(point.time - delay);
    sum += (point.x - at.x) ** 2 + (point.y - at.y) ** 2;
  }
  return Math.sqrt(sum / drawn.length);
}

function bestDelay(hand: Hand, drawn: readonly Drawn[]): { delay: number; distance: number } {
  let delay = 0;
  let distance = Infinity;
  for (const step of [20, 4, 1]) {
    const around = delay;
    const reach = distance === Infinity ? 1000 : step * 6;
    for (let d = Math.max(0, around - reach); d <= around + reach; d += step) {
      const found = rms(hand, drawn, d);
      if (found < distance) {
        distance = found;
        delay = d;
      }
    }
  }
  return { delay, distance };
}

/** Past a stop is: further along the direction in which the hand came to it, until the hand leaves again. */
function overshoot(hand: Hand, drawn: readonly Drawn[]): number {
  let most = 0;
  hand.reaches.forEach((reach, i) => {
    const leaves = hand.reaches[i + 1]?.start ?? hand.end;
    if (leaves - reach.end < 200) return;
    const before = hand.at(reach.end - 0.15 * (reach.end - reach.start));
    const x = reach.to.x - before.x;
    const y = reach.to.y - before.y;
    const length = Math.hypot(x, y);
    for (const point of drawn) {
      if (point.time < reach.end || point.time >= leaves) continue;
      most = Math.max(most, ((point.x - reach.to.x) * x + (point.y - reach.to.y) * y) / length);
    }
  });
  return most;
}

/** RMS of the third differences. The hand's own are taken at the same times, so that the two can be compared. */
function jerk(drawn: readonly Point[]): number {
  let sum = 0;
  for (const axis of ['x', 'y'] as const) {
    let differences = drawn.map((point) => point[axis]);
    for (let order = 0; order < 3; order++) {
      differences = differences.slice(1).map((value, i) => value - (differences[i] ?? 0));
    }
    for (const value of differences) sum += value * value;
  }
  return Math.sqrt(sum / drawn.length);
}
