import type { Broker, BrokerMessage } from './broker.ts';

/** The broker of a single process: messages are delivered synchronously. */
export class MemoryBroker implements Broker {
  readonly #rooms = new Map<string, Set<(message: BrokerMessage) => void>>();

  publish(room: string, message: BrokerMessage): void {
    for (const listener of this.#rooms.get(room) ?? []) listener(message);
  }

  subscribe(room: string, listener: (message: BrokerMessage) => void): () => void {
    const listeners = this.#rooms.get(room) ?? new Set();
    this.#rooms.set(room, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#rooms.delete(room);
    };
  }
}
