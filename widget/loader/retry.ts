/** Until a script that could not be loaded is requested again, in ms; each time it fails, twice as long. */
const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;
/** The network is back, or the visitor wants something now. */
const REASONS = ['online', 'click', 'keydown'];

/** A script can't be loaded now: the server is away, or the script is blocked or changed. */
export class LoadError extends Error {}

/** Of each script, by its name. Undefined before the first one. */
let failures: Record<string, { wait: number; until: number } | undefined> | undefined;
/** End the pauses. */
const pauses: (() => void)[] = [];

/**
 * A script could not be loaded. The page is warned once, whichever it is.
 *
 * @param hint what the site may have to do
 */
export function addFailure(name: string, url: string, hint: string): LoadError {
  if (!failures) {
    console.warn(
      `[live-presence] can’t load ${url}: the server is away, or the script is blocked or changed. Will retry.${hint}`,
    );
    for (const type of REASONS) addEventListener(type, retryNow, true);
  }
  const before = failures?.[name];
  const wait = before ? Math.min(before.wait * 2, LONGEST_MS) : FIRST_MS;
  (failures ??= {})[name] = { wait, until: performance.now() + wait };
  return new LoadError(url);
}

/** Resolves when a script may be requested: at once, unless it failed before. */
export async function pauseAfterFailure(name: string): Promise<void> {
  const left = (failures?.[name]?.until ?? 0) - performance.now();
  if (left > 0)
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, left);
      pauses.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
}

/** Ends all pauses. What fails then pauses as after its first failure. */
export function retryNow(): void {
  failures &&= {};
  for (const end of pauses.splice(0)) end();
}
