/** Runs in the page before all else, and observes its web vitals. */
import { IDLE_MARK } from './page-trace.ts';

interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
}
interface Interaction extends PerformanceEntry {
  readonly interactionId: number;
}

/** Tasks longer than this block the page. */
const BLOCKING_MS = 50;
/** Layout shifts belong together within these times, as in the definition of CLS. */
const WINDOW_GAP_MS = 1_000;
const WINDOW_MS = 5_000;
/** Shorter interactions are not reported. */
const SHORTEST_MS = 16;

export class Vitals {
  /** Largest contentful paint, in ms. */
  lcp = 0;
  /** Cumulative layout shift. */
  cls = 0;
  /** Interaction to next paint, in ms: the slowest, as for fewer than 50 interactions; 0 if all were shorter than 16 ms. */
  inp = 0;
  #blocked: { start: number; ms: number }[] = [];
  #window = { start: 0, last: 0, value: 0 };

  constructor() {
    this.#observe('largest-contentful-paint', ({ startTime }) => (this.lcp = startTime));
    this.#observe('layout-shift', (entry) => this.#shift(entry as LayoutShift));
    this.#observe('longtask', ({ startTime, duration }) =>
      this.#blocked.push({ start: startTime, ms: duration - BLOCKING_MS }),
    );
    this.#observe('event', (entry) => {
      const { interactionId, duration } = entry as Interaction;
      if (interactionId) this.inp = Math.max(this.inp, duration);
    });
    addEventListener('load', () => requestIdleCallback(() => performance.mark(IDLE_MARK)), { once: true });
  }

  /** Total blocking time since the first contentful paint, in ms. */
  get tbt(): number {
    const [{ startTime: painted } = { startTime: 0 }] =
      performance.getEntriesByName('first-contentful-paint');
    return this.#blocked.filter(({ start }) => start >= painted).reduce((sum, { ms }) => sum + ms, 0);
  }

  #observe(type: string, see: (entry: PerformanceEntry) => void): void {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) see(entry);
    }).observe({ type, buffered: true, durationThreshold: SHORTEST_MS } as PerformanceObserverInit);
  }

  #shift({ startTime, value, hadRecentInput }: LayoutShift): void {
    if (hadRecentInput) return;
    const { start, last } = this.#window;
    if (startTime - last > WINDOW_GAP_MS || startTime - start > WINDOW_MS)
      this.#window = { start: startTime, last: startTime, value: 0 };
    this.#window.last = startTime;
    this.#window.value += value;
    this.cls = Math.max(this.cls, this.#window.value);
  }
}

declare global {
  var vitals: Vitals;
}
globalThis.vitals = new Vitals();
