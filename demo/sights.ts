/** The parts of a page that attract attention, and where a reader's pointer goes in them. */
import type { Point } from './hand-path.ts';

const WORTH_A_LOOK = 'h1, h2, main p, main li, main img, td, th, figcaption, summary, label, .button';
const EDGE = 12;

export interface Sight {
  element: Element;
  kind: 'text' | 'thing';
  /** In CSS px, relative to the viewport. */
  box: DOMRect;
}

/** @param covered height of the bar that covers the top of the viewport, in CSS px */
export function sightsInView(document: Document, covered: number): Sight[] {
  const top = Math.max(0, covered);
  const height = document.documentElement.clientHeight;
  const found: Sight[] = [];
  for (const element of document.querySelectorAll(WORTH_A_LOOK)) {
    const box = element.getBoundingClientRect();
    if (box.width < 24 || box.height < 12) continue;
    if (box.bottom < top + EDGE || box.top > height - EDGE) continue;
    found.push({ element, kind: /^(P|LI|FIGCAPTION)$/.test(element.tagName) ? 'text' : 'thing', box });
  }
  return found;
}

/** A random one, larger ones more often. */
export function oneOf(sights: readonly Sight[], random = Math.random): Sight | undefined {
  const size = ({ box }: Sight): number => Math.sqrt(box.width * box.height);
  let rest = random() * sights.reduce((sum, sight) => sum + size(sight), 0);
  return sights.find((sight) => (rest -= size(sight)) < 0);
}

/** Points to visit in a sight: along a few lines of a text, or one point on a thing. */
export function pointsIn({ element, kind, box }: Sight, covered: number, random: () => number): Point[] {
  const view = element.ownerDocument.documentElement;
  const inView = (point: Point): Point => ({
    x: Math.min(view.clientWidth - EDGE, Math.max(EDGE, point.x)),
    y: Math.min(view.clientHeight - EDGE, Math.max(Math.max(0, covered) + EDGE, point.y)),
  });
  if (kind === 'thing') {
    // People point closer to the middle than to the edges.
    const near = (): number => 0.5 + (random() + random() - 1) * 0.36;
    return [inView({ x: box.left + box.width * near(), y: box.top + box.height * near() })];
  }
  const line = parseFloat(getComputedStyle(element).lineHeight) || 26;
  const lines = Math.max(1, Math.round(box.height / line));
  const first = Math.floor(random() * lines);
  const points: Point[] = [];
  for (let i = first; i < Math.min(lines, first + 1 + Math.floor(random() * 3)); i++) {
    const y = box.top + (i + 0.55) * line;
    points.push(inView({ x: box.left + box.width * (0.03 + 0.1 * random()), y }));
    points.push(inView({ x: box.left + box.width * (0.55 + 0.35 * random()), y: y + (random() - 0.5) * 4 }));
  }
  return points;
}
