import type { ChatLog } from '../client/chat-log.ts';

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
