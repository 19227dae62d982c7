/** Loads what finds places on the page. Rejected if the server cannot be reached. */
export const loadAnchors = () => import('../anchors/anchors.ts');

/**
 * Loads the cursors. Rejected if the server cannot be reached.
 *
 * The type is inferred: to name it would be an import from a floor above.
 */
export const loadCursors = () => loadAnchors().then(({ loadLayer }) => loadLayer());
