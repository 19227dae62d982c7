/** Typed events. A listener that throws harms neither the others nor the one who emits. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(event: never) => void>>();
  readonly #failed: (error: unknown, type: keyof Events) => void;

  /** @param failed told of what listeners throw */
  constructor(failed: (error: unknown, type: keyof Events) => void) {
    this.#failed = failed;
  }

  /** @returns takes the listener away again */
  on<K extends keyof Events>(type: K, listener: (event: Events[K]) => void): () => void {
    // One function may listen twice: each is taken away by itself.
    const heard = (event: Events[K]) => listener(event);
    let listeners = this.#listeners.get(type);
    if (!listeners) this.#listeners.set(type, (listeners = new Set()));
    listeners.add(heard);
    return () => void listeners.delete(heard);
  }

  emit<K extends keyof Events>(type: K, event: Events[K]): void {
    for (const listener of [...(this.#listeners.get(type) ?? [])] as ((event: Events[K]) => void)[]) {
      try {
        listener(event);
      } catch (error) {
        this.#failed(error, type);
      }
    }
  }
}
