/** What all browsers have, and tools for privacy, embedded views and documents in tests may take away. */
const engine: Partial<Pick<typeof globalThis, 'MutationObserver' | 'ResizeObserver' | 'matchMedia'>> =
  globalThis;

/** Observes nothing. */
class NoObserver {
  observe(): void {
    // There is nothing to tell.
  }
  disconnect(): void {
    // Nor to end.
  }
}

export const observeChanges = (changed: MutationCallback): Pick<MutationObserver, 'observe' | 'disconnect'> =>
  new (engine.MutationObserver ?? NoObserver)(changed);

export const observeSizes = (
  changed: ResizeObserverCallback,
): Pick<ResizeObserver, 'observe' | 'disconnect'> => new (engine.ResizeObserver ?? NoObserver)(changed);

export const media = (query: string): MediaQueryList | undefined => engine.matchMedia?.(query);
