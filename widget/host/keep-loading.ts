/**
 * Loads a script that nobody asks for a second time, until it is there.
 *
 * The loader lets it wait for the end of a pause, which the network's return ends. In a site's own bundle there is no
 * loader, and no second attempt.
 *
 * @param load rejected with a `NetworkError` if the script can't be loaded now
 * @param use called once it is there
 * @returns resolves after that, or when no attempt is worth it
 */
export const keepLoading = <T>(load: () => Promise<T>, use?: (module: T) => unknown): Promise<unknown> =>
  load().then(use, (error: unknown) => (error as Error).name === 'NetworkError' && keepLoading(load, use));
