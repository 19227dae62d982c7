/** Until a script that could not be loaded may be requested again, in ms; each time it fails, twice as long. */
const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;

/** Of each script, by its name. Undefined before the first one. */
let failures: Record<string, { wait: number; over: Promise<void> } | undefined> | undefined;
/** End the pauses. */
const pauses: (() => void)[] = [];

/**
 * A script can't be loaded now: the server is away, or the script is blocked or changed. The page is warned once,
 * whichever it is.
 *
 * @param hint what the site may have to do
 * @returns the error to throw, a `NetworkError` as `keepLoading` expects it
 */
export function addFailure(name: string, url: string, hint: string): DOMException {
  if (!failures) {
    console.warn(`[live-presence] can’t load ${url}: away, blocked or changed. Will retry.${hint}`);
    // The network is back, or the visitor wants something now.
    for (const type of ['online', 'click', 'keydown']) addEventListener(type, retryNow, true);
    failures = {};
  }
  const wait = Math.min((failures[name]?.wait ?? FIRST_MS / 2) * 2, LONGEST_MS);
  const over = new Promise<void>((end) => {
    setTimeout(end, wait);
    pauses.push(end);
  });
  failures[name] = { wait, over };
  return new DOMException(url, 'NetworkError');
}

/** Resolves when a script may be requested: at once, unless it failed before. */
export const pauseAfterFailure = (name: string): Promise<void> | undefined => failures?.[name]?.over;

/** Ends all pauses. What fails then pauses as after its first failure. */
export function retryNow(): void {
  failures &&= {};
  for (const end of pauses.splice(0)) end();
}
