import type { HostContent } from './host-content.ts';
import { boxOf, isPrivate, nodesOf, shadowOf } from './host-dom.ts';

const MAX_CHILDREN = 500;
const MAX_DEPTH = 16;

/** The content beside a point, and how many levels it lies below the element that was hit. */
export interface NearestElement {
  element: Element;
  levels: number;
}

/**
 * The innermost content nearest to a point on bare ground. In another layout, beside the same paragraph is the same
 * place; the same fraction of a whole column is not.
 */
export function nearestElement(
  hit: Element,
  x: number,
  y: number,
  content: HostContent,
): NearestElement | undefined {
  // On a drawing or an image its own coordinates count.
  if (hit instanceof SVGElement || hasText(hit) || getComputedStyle(hit).backgroundImage !== 'none')
    return undefined;
  let element = hit;
  let levels = 0;
  for (; levels < MAX_DEPTH && !(levels && isWhole(element)); levels++) {
    let nearest: Element | undefined;
    let least = Infinity;
    for (const child of content.children(element, true).slice(0, MAX_CHILDREN)) {
      const { left, top, right, bottom, width, height } = boxOf(child);
      const far = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
      if (width && height && far < least && !/fixed|sticky/.test(getComputedStyle(child).position)) {
        least = far;
        nearest = child;
      }
    }
    if (!nearest) break;
    element = nearest;
  }
  return levels ? { element, levels } : undefined;
}

/** Whether an element is not to be divided further. */
const isWhole = (element: Element): boolean =>
  element instanceof SVGElement ||
  !!shadowOf(element) ||
  isPrivate(element) ||
  getComputedStyle(element).overflow !== 'visible' ||
  hasText(element);

function hasText(element: Element): boolean {
  let left = MAX_CHILDREN;
  for (const node of nodesOf(element)) {
    if (left-- < 0) break;
    if (node instanceof Text && /\S/.test(node.data)) return true;
  }
  return false;
}
