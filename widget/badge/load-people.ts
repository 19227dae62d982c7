import { loadChat } from '../shared/load-chat.ts';

type ChatModule = NonNullable<Awaited<ReturnType<typeof loadChat>>>;

let loaded: Awaited<ReturnType<ChatModule['loadPeople']>> | undefined;

/** The list's script, if it is there already. */
export const loadedPeople = (): typeof loaded => loaded;

/**
 * Loads the list of people, which shares code with the chat.
 *
 * @returns false if the server cannot be reached; the next call tries again
 */
export async function loadPeople(): Promise<boolean> {
  try {
    loaded = await (await loadChat())?.loadPeople();
  } catch {
    // It stays undefined.
  }
  return loaded !== undefined;
}
