/** One entry of Chromium's trace; times in µs. */
export interface TraceEvent {
  name: string;
  /** X: something with a duration, I: a moment. */
  ph: string;
  ts: number;
  dur?: number;
  /** Of `dur`, what the thread had a core for. */
  tdur?: number;
  pid: number;
  tid: number;
  args: { data?: { url?: string; nodeId?: number } };
}

/** What the browser does for a frame besides running scripts, in its order. */
export const STAGES = ['UpdateLayoutTree', 'Layout', 'PrePaint', 'Paint', 'Layerize', 'Commit'] as const;
export type Stage = (typeof STAGES)[number];

/** What a page's main thread did, and for how long; times in ms, on the CPU. */
export class MainThread {
  readonly #events: readonly TraceEvent[];
  readonly #frames: number[];
  readonly #isOurs: (url: string) => boolean;

  /** @param isOurs whether an address is one of the widget's scripts */
  constructor(trace: readonly TraceEvent[], isOurs: (url: string) => boolean) {
    const main = trace.find(({ name, args }) => name === 'FunctionCall' && isOurs(args.data?.url ?? ''));
    if (!main) throw new Error('the trace has no script of the widget');
    this.#events = trace
      .filter(({ pid, tid }) => pid === main.pid && tid === main.tid)
      .sort((a, b) => a.ts - b.ts);
    this.#isOurs = isOurs;
    this.#frames = this.#events.filter(({ name, ph }) => name === 'Commit' && ph === 'X').map(({ ts }) => ts);
  }

  get framesPerSecond(): number {
    const [first = NaN] = this.#frames;
    return ((this.#frames.length - 1) * 1e6) / ((this.#frames.at(-1) ?? NaN) - first);
  }

  /** Time in the widget's scripts for each frame: its animation frame, and the messages since the frame before. */
  scripts(): number[] {
    let end = 0;
    const calls = this.#events.filter(({ name, ts, dur = 0, args }) => {
      const isScript =
        (name === 'FunctionCall' && this.#isOurs(args.data?.url ?? '')) || name === 'RunMicrotasks';
      // What is called from inside of another is part of it.
      if (!isScript || ts < end) return false;
      end = ts + dur;
      return true;
    });
    return this.#perFrame(calls);
  }

  /** Time in one stage for each frame, wherever it was asked for. */
  stage(name: Stage): number[] {
    return this.#perFrame(this.#events.filter((event) => event.name === name && event.ph === 'X'));
  }

  /** How often something of this name happened. */
  count(name: string): number {
    return this.#events.filter((event) => event.name === name).length;
  }

  /** The nodes that something of this name happened to, once for each time. */
  nodes(name: string): number[] {
    return this.#events.filter((event) => event.name === name).map(({ args }) => args.data?.nodeId ?? 0);
  }

  #perFrame(events: readonly TraceEvent[]): number[] {
    const sums = this.#frames.map(() => 0);
    let frame = 0;
    for (const { ts, dur = 0, tdur = dur } of events) {
      while (frame < sums.length && (this.#frames[frame] ?? 0) < ts) frame++;
      if (frame < sums.length) sums[frame] = (sums[frame] ?? 0) + tdur / 1000;
    }
    // The first one's beginning is not in the trace.
    return sums.slice(1);
  }
}

/** @param share 0–1: the value that this share of all do not exceed */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
}
