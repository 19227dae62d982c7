import type * as Scroll from './scroll-to-place.ts';

/** What scrolls to a cursor or a pin, for the visitor who asks for it. */
export const loadScroll = (): Promise<typeof Scroll> => import('./scroll-to-place.ts');
