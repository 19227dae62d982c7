import { loadChat } from '../shared/load-chat.ts';

type ChatModule = NonNullable<Awaited<ReturnType<typeof loadChat>>>;

let loaded: Awaited<ReturnType<ChatModule['loadPeople']>> | undefined;

/** The list's script, if it is there already. */
export const loadedPeople = (): typeof loaded => loaded;

/**
 * Loads the list of people, which shares code with the chat.
 *
 * @returns undefined if the server cannot be reached; the next call tries again
 */
export async function loadPeople(): Promise<typeof loaded> {
  try {
    loaded = await (await loadChat())?.loadPeople();
  } catch {
    // It stays undefined.
  }
  return loaded;
}

type Together = NonNullable<Awaited<ReturnType<NonNullable<typeof loaded>['loadTogether']>>>;

/**
 * Uses what visitors do together on the page, following and reactions, which is loaded by way of the list. If the server
 * cannot be reached, that is lost.
 */
export async function useTogether(use: (together: Together) => void): Promise<void> {
  const together = await (await loadPeople())?.loadTogether();
  if (together) use(together);
}
