/** A point in a site's own coordinates. */
export interface MappedPoint {
  x: number;
  y: number;
  /** What the coordinates belong to, such as a layer or the number of a page; at most 64 UTF-16 units. */
  key?: string;
  /** The smallest step that matters, in the site's own unit; by default 1/16. Smaller ones are rounded. */
  unit?: number;
}

/**
 * How a site maps points of an element without content of its own to its own coordinates, and back: of a canvas, a
 * map, a drawing board. Set as `element.place`. After panning or zooming, dispatch `scroll` on the element, so that
 * cursors on it are placed anew.
 */
export interface PlaceMap {
  /**
   * @param x in CSS px from the viewport's edge, as is `y`
   * @param target the element under the pointer; if the answer is undefined, the ones around it, one after another
   */
  toAnchor(x: number, y: number, target: Element): MappedPoint | undefined;
  /**
   * @param target the element that the sender's `toAnchor` answered for, in this document
   * @returns in CSS px from the viewport's edge; undefined while the point is not shown
   */
  toPoint(point: MappedPoint, target: Element): { x: number; y: number } | undefined;
}
