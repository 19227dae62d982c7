/** Typed events. A listener that throws affects neither the other listeners nor the emitter. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(event: never) => void>>();
  readonly #onError: (error: unknown, type: keyof Events) => void;

  /** @param onError receives what listeners throw */
  constructor(onError: (error: unknown, type: keyof Events) => void) {
    this.#onError = onError;
  }

  /** @returns removes the listener */
  on<K extends keyof Events>(type: K, listener: (event: Events[K]) => void): () => void {
    // A function added twice is called twice, and removed once at a time.
    const entry = (event: Events[K]) => listener(event);
    let listeners = this.#listeners.get(type);
    if (!listeners) this.#listeners.set(type, (listeners = new Set()));
    listeners.add(entry);
    return () => void listeners.delete(entry);
  }

  emit<K extends keyof Events>(type: K, event: Events[K]): void {
    for (const listener of [...(this.#listeners.get(type) ?? [])] as ((event: Events[K]) => void)[]) {
      try {
        listener(event);
      } catch (error) {
        this.#onError(error, type);
      }
    }
  }
}
