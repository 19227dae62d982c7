/** What a frame costs when many cursors move at once: the motion alone, without resolving anchors or drawing. */

import { CursorMotion } from '../../../widget/motion/cursor-motion.ts';
import { MotionClock } from '../../../widget/motion/motion-clock.ts';
import { type Point, makeHand } from './hand.ts';
import { deliver } from './link.ts';

export interface Cost {
  /** Median and 99th percentile of a frame, in µs. */
  median: number;
  late: number;
  /** Calls of `resolve`, per frame and cursor: on average and at most. */
  resolved: number;
  mostResolved: number;
}

export function measureCost(cursors: number, seconds: number): Cost {
  const clock = new MotionClock();
  const motions = Array.from({ length: cursors }, () => new CursorMotion<Point>(clock));
  const links = motions.map((_, i) =>
    deliver(makeHand(i + 1, seconds * 1000), { hz: 20, jitter: 0, stalls: false, batched: true }, i),
  );
  const next = links.map(() => 0);
  const took: number[] = [];
  let calls = 0;
  let mostResolved = 0;
  const resolve = (place: Point): Point => {
    calls++;
    return place;
  };
  let all = 0;
  for (let now = 0; now < seconds * 1000; now += 1000 / 60) {
    if (Math.floor(now / 50) !== Math.floor((now - 1000 / 60) / 50)) {
      clock.receive(Math.floor(now), now);
      links.forEach((frames, i) => {
        for (let frame; (frame = frames[next[i] ?? 0]) && frame.sent <= now; next[i] = (next[i] ?? 0) + 1) {
          for (const sample of frame.samples) motions[i]?.push(Math.floor(now) - sample.time, sample);
        }
      });
    }
    const start = process.hrtime.bigint();
    for (const motion of motions) {
      calls = 0;
      motion.at(now, resolve);
      all += calls;
      if (calls > mostResolved) mostResolved = calls;
    }
    took.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  took.sort((a, b) => a - b);
  const share = (of: number): number => took[Math.floor(took.length * of)] ?? NaN;
  return { median: share(0.5), late: share(0.99), resolved: all / took.length / cursors, mostResolved };
}
