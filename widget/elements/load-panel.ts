/**
 * Loads the second module: the chat's panel, and with it the list of people.
 *
 * @returns whether it is there; where the server is away, the next try may succeed
 */
export async function loadPanel(): Promise<boolean> {
  try {
    await import('./live-presence-chat-panel.ts');
    return true;
  } catch {
    return false;
  }
}
