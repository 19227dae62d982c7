import type { ChatLog } from '../client/chat-log.ts';
import type { PendingStore } from '../client/chat-queue.ts';
import type { TabMemory } from '../chat/unsent-messages.ts';

/** What the second module has for others, from when it is there. */
export const panelParts: {
  people?: () => Promise<unknown>;
  unsent?: new (memory: TabMemory, room: string) => PendingStore;
} = {};

/**
 * Loads the second module: the chat's log and panel.
 *
 * @returns the log's class; nothing where the server is away: the next try may succeed
 */
export async function loadPanel(): Promise<typeof ChatLog | undefined> {
  try {
    return (await import('../chat/live-presence-chat-panel.ts')).ChatLog;
  } catch {
    return undefined;
  }
}

/** Loads the list of people, which has much in common with the panel. Where the server is away, the next try may succeed. */
export async function loadPeople(): Promise<void> {
  try {
    await loadPanel();
    await panelParts.people?.();
  } catch {
    // The list is not there; its place is empty.
  }
}
