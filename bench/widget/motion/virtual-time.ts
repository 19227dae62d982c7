/** Stands in for the page's clock, timers and animation frames, for a package that uses the global ones. */
export class VirtualTime {
  #now = 0;
  #next = 1;
  readonly #timers = new Map<number, { due: number; run: () => void }>();
  #frames = new Map<number, () => void>();

  install(): void {
    const real = globalThis.performance;
    Object.defineProperty(globalThis, 'performance', {
      configurable: true,
      value: new Proxy(real, {
        get: (target, key) => {
          if (key === 'now') return () => this.#now;
          const value: unknown = Reflect.get(target, key);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      }),
    });
    Object.assign(globalThis, {
      setTimeout: (run: () => void, ms: number) => this.#add(this.#timers, { due: this.#now + ms, run }),
      clearTimeout: (id: number) => this.#timers.delete(id),
      requestAnimationFrame: (run: () => void) => this.#add(this.#frames, run),
      cancelAnimationFrame: (id: number) => this.#frames.delete(id),
    });
  }

  reset(): void {
    this.#now = 0;
    this.#timers.clear();
    this.#frames.clear();
  }

  /** Runs what is due until `now`. */
  advance(now: number): void {
    for (;;) {
      const due = [...this.#timers]
        .filter(([, timer]) => timer.due <= now)
        .sort((a, b) => a[1].due - b[1].due)[0];
      if (!due) break;
      this.#timers.delete(due[0]);
      this.#now = due[1].due;
      due[1].run();
    }
    this.#now = now;
  }

  frame(): void {
    const frames = this.#frames;
    this.#frames = new Map();
    for (const run of frames.values()) run();
  }

  #add<T>(map: Map<number, T>, value: T): number {
    map.set(this.#next, value);
    return this.#next++;
  }
}
