/** Loads what a site needs that maps points itself. */
export const loadMaps = () => import('./mapped-places.ts');
