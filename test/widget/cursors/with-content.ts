import type { ServerEnd } from '../../helpers/socket-pair.ts';
import type { OnPage } from '../on-page.ts';
import { tick } from '../with-bo.ts';

/**
 * A long page: `#target` at its top, `#deep` in a scroller in its middle, `#far` at its end. It is removed, and the
 * window scrolled back, after each test.
 */
export function longContent(): HTMLElement {
  return content;
}

let content: HTMLElement;

beforeEach(() => {
  content = document.createElement('div');
  content.innerHTML =
    '<div id="target"></div><div id="scroller"><div id="deep"></div></div><div id="far"></div>';
  content.style.cssText = 'position: relative; height: 6000px';
  const [target, scroller, far] = content.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
  target.style.cssText =
    'position: absolute; left: 40px; top: 60px; width: 300px; height: 300px; background: #ccc';
  scroller.style.cssText =
    'position: absolute; left: 380px; top: 1000px; width: 200px; height: 200px; overflow: auto; background: #eee';
  (scroller.firstElementChild as HTMLElement).style.cssText =
    'height: 100px; margin-top: 1500px; background: #999';
  far.style.cssText =
    'position: absolute; left: 40px; top: 5000px; width: 300px; height: 300px; background: #ccc';
  document.body.append(content);
});
afterEach(() => {
  // Ends a scroll to a place that is still under way.
  window.dispatchEvent(new WheelEvent('wheel'));
  content.remove();
  scrollTo(0, 0);
});

/** In the window. */
export function centerOf(id: string): [number, number] {
  const { x, y, width, height } = document.getElementById(id)?.getBoundingClientRect() ?? new DOMRect();
  return [x + width / 2, y + height / 2];
}

/** Bo points at the middle of an element, wherever that is now. */
export function pointAt(end: ServerEnd, id: string, flags = 0): void {
  const box: [number, number, number, number] = [0, 0, 1, 1];
  const anchors = [{ id: 1, anchor: { from: { by: 'id' as const, name: id }, path: [], box } }];
  end.send({ type: 'anchor', anchors });
  tick(end, { tracks: [{ slot: 7, samples: [{ age: 0, flags, anchor: 1, x: 32_768, y: 32_768 }] }] });
}

/** The visitor's own pointer. */
export function pointer(type: string, x: number, y: number): boolean {
  return document.body.dispatchEvent(
    new PointerEvent(type, { clientX: x, clientY: y, bubbles: true, composed: true, pointerType: 'mouse' }),
  );
}

export function chips(page: OnPage): string[] {
  return page.parts('cursor-chip').map((chip) => chip.textContent.replace(/\s+/g, ' ').trim());
}
