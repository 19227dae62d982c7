import { loadChat } from '../shared/load-chat.ts';

/**
 * Loads the list of people, which shares code with the chat.
 *
 * @returns false if the server cannot be reached; the next call tries again
 */
export async function loadPeople(): Promise<boolean> {
  try {
    const chat = await loadChat();
    await chat?.loadPeople();
    return chat !== undefined;
  } catch {
    return false;
  }
}
