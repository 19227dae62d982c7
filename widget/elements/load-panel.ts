import type { ChatLog } from '../client/chat-log.ts';
import type { PendingStore } from '../client/chat-queue.ts';
import type { VisitorStorage } from '../visitor-storage.ts';

/** What the second module has for others, from when it is there. */
export const panelParts: {
  unsent?: new (memory: VisitorStorage, room: string) => PendingStore;
} = {};

/**
 * Loads the second module: the chat's log and panel, and with them the list of people.
 *
 * @returns the log's class; nothing where the server is away: the next try may succeed
 */
export async function loadPanel(): Promise<typeof ChatLog | undefined> {
  try {
    return (await import('./live-presence-chat-panel.ts')).ChatLog;
  } catch {
    return undefined;
  }
}
