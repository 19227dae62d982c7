/**
 * Places on the page's content, a script of its own: the cursors stand on them, and pins point at them. Pins need it
 * without anybody else on the page, so the cursors load after it, and share its code.
 */
export { loadMaps } from './load-maps.ts';
export { pinAt, scrollToPin } from './pin.ts';

/** The type is inferred: to name it would be an import from a floor above. */
export const loadLayer = () => import('../cursors/live-presence-cursors.ts');
