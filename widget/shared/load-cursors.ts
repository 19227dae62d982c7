/**
 * Loads the cursors, and the anchors that pins share with them. Rejected if the server cannot be reached.
 *
 * The type is inferred: to name it would be an import from a floor above.
 */
export const loadCursors = () => import('../cursors/live-presence-cursors.ts');
