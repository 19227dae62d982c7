import type { ChatEvent } from '../../protocol/chat.ts';

/** What nodes tell each other about a room. */
export interface BrokerMessage {
  type: 'chat';
  events: ChatEvent[];
}

/**
 * Fan-out of a room's news to every node that has somebody in it, the publishing node included.
 *
 * Guarantees: messages that one node publishes for one room arrive at each subscriber in the order of publishing,
 * at most once. It is a messenger and no memory: a message may be lost (the broker was away), which a room
 * notices by its seq and repairs from the store. Nothing durable rests on it.
 *
 * Failure: `publish` never throws and never waits.
 */
export interface Broker {
  publish(room: string, message: BrokerMessage): void;
  /** @returns the undo */
  subscribe(room: string, listener: (message: BrokerMessage) => void): () => void;
}
