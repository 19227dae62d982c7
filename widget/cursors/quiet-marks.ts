import { html, render } from 'lit';
import type { View } from '../anchors/off-screen.ts';
import { paint } from '../shared/colours.ts';
import type { PeerCursor } from './peer-cursor.ts';
import type { PlaceCache } from './place-cache.ts';

export { styles } from './quiet-marks.styles.ts';

/** Who presses points on purpose, and for so long after it, in ms. */
const POINTING_MS = 3_000;
/** A mark's distance from its text, from the next mark at the same line, and from the window's edge, in px. */
const GAP = 12;
const NEXT = 9;
const EDGE = 5;
/** A pointer so near to a mark is on it, in px. */
const ON_MARK = 12;

/** The block that a place is in. */
interface Block {
  left: number;
  right: number;
  /** Where its lines begin, and how high each is; 0 if that is not known. */
  top: number;
  line: number;
  rtl: boolean;
}

/** What the script that loads this one has, too: it could not be imported here. */
interface Shared {
  parentOf: (node: Node) => Node | null;
  /** Of a sample over text. */
  textFlag: number;
}

interface Mark {
  element: HTMLElement;
  /** What it was last rendered from. */
  content: string;
}

interface Frame {
  now: number;
  view: View;
  moved: boolean;
  places: PlaceCache;
  cursors: readonly PeerCursor[];
}

/**
 * For pages that are read: a mark at the margin, beside the line that somebody points at, instead of an arrow on the
 * text. The arrow comes back while they point on purpose: they press, or say something. A mark tells its name when the
 * reader points at it.
 */
export class QuietMarks {
  /** When a frame is due, as somebody does not point any more. */
  due = Infinity;
  readonly #layer: HTMLElement;
  readonly #shared: Shared;
  readonly #marks = new Map<PeerCursor, Mark>();
  readonly #pressedAt = new WeakMap<PeerCursor, number>();
  /** By element; forgotten when the page's content moves. */
  #blocks = new WeakMap<Element, Block>();

  constructor(layer: HTMLElement, shared: Shared) {
    this.#layer = layer;
    this.#shared = shared;
  }

  /** @param at when, by the clock */
  press(cursor: PeerCursor, at: number): void {
    this.#pressedAt.set(cursor, at);
  }

  clear(): void {
    for (const { element } of this.#marks.values()) element.remove();
    this.#marks.clear();
  }

  /**
   * Reads the layout.
   * @param pointer the reader's, in document coordinates
   * @param wanted without it there are no marks
   * @returns what writes to the document, and the cursors that have a mark instead of an arrow
   */
  draw(
    { now, view, moved, places, cursors }: Frame,
    pointer: { x: number; y: number } | undefined,
    wanted: boolean,
  ): { writes: (() => void)[]; instead: Set<PeerCursor> } {
    if (moved) this.#blocks = new WeakMap();
    this.due = Infinity;
    const writes: (() => void)[] = [];
    const instead = new Set(wanted ? cursors.filter((cursor) => !this.#isPointing(cursor, now)) : []);
    for (const [cursor, mark] of this.#marks) {
      if (instead.has(cursor) && cursor.drawn) continue;
      this.#marks.delete(cursor);
      writes.push(() => mark.element.remove());
    }
    const onLine = new Map<string, number>();
    for (const cursor of instead) {
      cursor.side = ' quiet';
      writes.push(() => cursor.dress());
      const place = this.#placeOf(cursor, places);
      if (!place) continue;
      const key = `${place.x} ${place.y}`;
      const before = onLine.get(key) ?? 0;
      onLine.set(key, before + 1);
      const far = before * NEXT * (place.rtl ? 1 : -1);
      const right = view.left + view.width - EDGE;
      const x = Math.min(Math.max(place.x + far, view.left + EDGE), right);
      const named = !!pointer && Math.hypot(pointer.x - x, pointer.y - place.y) < ON_MARK;
      const mark = this.#marks.get(cursor) ?? newMark(cursor.member);
      this.#marks.set(cursor, mark);
      writes.push(() => this.#show(mark, cursor, x, place.y, named));
    }
    return { writes, instead };
  }

  #isPointing(cursor: PeerCursor, now: number): boolean {
    const until = (this.#pressedAt.get(cursor) ?? -Infinity) + POINTING_MS;
    if (now < until) this.due = Math.min(this.due, until);
    return cursor.pointing || now < until;
  }

  #placeOf(
    { drawn }: PeerCursor,
    { resolver }: PlaceCache,
  ): { x: number; y: number; rtl: boolean } | undefined {
    const { place } = drawn ?? {};
    if (!drawn || !place) return undefined;
    const element = resolver.element(place.anchor);
    const block = element && this.#blockOf(element);
    if (!block) return { x: drawn.x, y: drawn.y, rtl: false };
    const { left, right, top, line, rtl } = block;
    const isText = (place.flags & this.#shared.textFlag) !== 0 && line > 0;
    const y = isText ? top + (Math.floor((drawn.y - top) / line) + 0.5) * line : drawn.y;
    return { x: Math.round(rtl ? right + GAP : left - GAP), y: Math.round(y), rtl };
  }

  #blockOf(element: Element): Block {
    let block = this.#blocks.get(element);
    if (!block) {
      let around = element;
      let style = getComputedStyle(around);
      while (style.display.startsWith('inline')) {
        const parent = this.#shared.parentOf(around);
        if (!(parent instanceof Element)) break;
        around = parent;
        style = getComputedStyle(around);
      }
      const box = around.getBoundingClientRect();
      const line = parseFloat(style.lineHeight) || parseFloat(style.fontSize) * 1.2;
      block = {
        left: box.left + scrollX,
        right: box.right + scrollX,
        top: box.top + scrollY + parseFloat(style.borderTopWidth) + parseFloat(style.paddingTop),
        line,
        rtl: style.direction === 'rtl',
      };
      this.#blocks.set(element, block);
    }
    return block;
  }

  #show({ element, content }: Mark, cursor: PeerCursor, x: number, y: number, named: boolean): void {
    const className = named ? 'beside named' : 'beside';
    if (element.className !== className) element.className = className;
    if (content !== cursor.content) {
      this.#marks.set(cursor, { element, content: cursor.content });
      const name = cursor.element.ariaLabel;
      element.style.cssText = paint(cursor);
      element.ariaLabel = name;
      render(html`<span class="label"><bdi class="name">${name}</bdi></span>`, element);
    }
    if (!element.isConnected) this.#layer.append(element);
    element.style.transform = `translate(${x}px,${y}px)`;
  }
}

function newMark(member: string): Mark {
  const element = document.createElement('div');
  element.setAttribute('part', 'cursor-mark');
  element.dataset['member'] = member;
  element.role = 'img';
  return { element, content: '' };
}
