import type { ChatEvent } from '../../protocol/chat.ts';

/** What nodes send each other about a room. */
export interface BrokerMessage {
  type: 'chat';
  events: ChatEvent[];
}

/**
 * Sends a room's events to every node that has somebody in the room, the publishing node included.
 *
 * Guarantees: messages that one node publishes for one room reach each subscriber in the order of publishing, at most
 * once. Nothing is stored: a message may be lost while the broker is down; clients notice the gap in `seq`, and fetch
 * the missing events from the store.
 *
 * Failure: `publish` never throws and never waits.
 */
export interface Broker {
  publish(room: string, message: BrokerMessage): void;
  /** @returns the undo */
  subscribe(room: string, listener: (message: BrokerMessage) => void): () => void;
}
