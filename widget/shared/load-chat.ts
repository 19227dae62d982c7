import { loadTracker } from '../client/chat/load-tracker.ts';

// The type is inferred: to name it would be an import from a floor above.
const load = () => import('../chat/chat-module.ts');

type ChatModule = Awaited<ReturnType<typeof load>>;

let loaded: ChatModule | undefined;

/** The chat's script, if it is there already. */
export const loadedChat = (): ChatModule | undefined => loaded;

/**
 * Loads the chat's script: the chat, and what it shares with the list of people.
 *
 * @returns undefined if the server cannot be reached; the next call tries again
 */
export async function loadChat(): Promise<ChatModule | undefined> {
  try {
    // The chat needs it, too, and would only ask for it once it is there.
    [loaded] = await Promise.all([load(), loadTracker()]);
  } catch {
    // It stays undefined.
  }
  return loaded;
}
