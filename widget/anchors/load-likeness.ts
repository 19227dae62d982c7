import type * as LikenessModule from './likeness.ts';
import type { LikenessSearch } from './likeness-search.ts';
import type { PageReading } from './page-reading.ts';

/** What is needed only where pages are not the same for everybody. Undefined until it is loaded. */
export let likeness: typeof LikenessModule | undefined;
export let newSearch: ((page: PageReading) => LikenessSearch) | undefined;

/** Loads what describes content. */
export const loadLikeness = async (): Promise<typeof LikenessModule> =>
  (likeness ??= await import('./likeness.ts'));

/** Loads what finds content that is not where it was. */
export async function loadSearch(): Promise<void> {
  const [module, { LikenessSearch }] = await Promise.all([loadLikeness(), import('./likeness-search.ts')]);
  newSearch = (page) => new LikenessSearch(module, page);
}
