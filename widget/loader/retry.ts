/** Until the first further attempt, in ms; each one waits twice as long as the one before. */
const FIRST_MS = 5_000;
const LONGEST_MS = 300_000;

let wait = FIRST_MS;

/** Tries again when the network is back, or later. The page hears of it once. */
export function retryLater(attempt: () => void): void {
  if (wait === FIRST_MS)
    console.warn(
      `[live-presence] can’t be loaded from ${new URL('.', import.meta.url).href}: the server is away, or a script is blocked or changed. Tried again later.`,
    );
  const again = (): void => {
    removeEventListener('online', again);
    clearTimeout(timer);
    attempt();
  };
  const timer = setTimeout(again, wait);
  addEventListener('online', again);
  wait = Math.min(wait * 2, LONGEST_MS);
}
