import type { View } from '../anchors/off-screen.ts';
import type { Box } from '../anchors/visible-box.ts';
import type { PointerSource } from '../shared/pointer-source.ts';
import { BoxGrid, commonArea } from './box-grid.ts';
import type { PeerCursor } from './peer-cursor.ts';
import { ReaderFocus } from './reader-focus.ts';

/** Classes for the sides of the tip that a label may stand at, the preferred one first. */
const SIDES = ['', ' left', ' above', ' left above'];
/** The middle of an arrow, from its tip; a pointer so near to it is on it; in px. */
const MIDDLE = { x: 7, y: 8 };
const ON_ARROW = 16;
/** What its padding adds to a label's size, in px. */
const PADDING = { x: 14, y: 3 };
/** A finger has no hover: the label is shown for so long after a touch, in ms. */
const TOUCHED_MS = 1_500;

interface Label {
  side: number;
  /** It has been shown since it was last put in place. */
  shown: boolean;
  width: number;
  height: number;
  /** What it was measured with. */
  text: string;
}

/** What labels need of the layer's host. */
export interface LabelsHost {
  readonly pointer: PointerSource | undefined;
  readonly renderRoot: HTMLElement | DocumentFragment;
}

/**
 * A label stands at one of four sides of its cursor's tip, and stays there as long as it stands on no other label and
 * inside the window. Where the reader points, writes, or has selected something, it is not shown. Where the reader's
 * pointer is on an arrow, its label is.
 *
 * The work is proportional to the number of cursors in the window, and done only in frames in which something moves.
 */
export class Labels {
  readonly #host: LabelsHost;
  readonly #reader: ReaderFocus;
  readonly #grid = new BoxGrid();
  readonly #labels = new WeakMap<PeerCursor, Label>();
  readonly #changed: () => void;
  /** The cursor that the reader points at. */
  #hovered: PeerCursor | undefined;
  /** Where they pointed then. */
  #at = '';
  /** When labels are to be arranged again though nothing has moved. */
  due = Infinity;

  /** @param changed something other than the cursors has moved */
  constructor(host: LabelsHost, changed: () => void) {
    this.#host = host;
    this.#changed = changed;
    this.#reader = new ReaderFocus(host, changed);
  }

  watch(wanted: boolean): void {
    this.#reader.watch(wanted);
  }

  /** The reader's pointer, in document coordinates. */
  pointerIn(view: View): { x: number; y: number } | undefined {
    return this.#reader.pointer(view);
  }

  /**
   * Puts labels in place. Reads the layout, and writes nothing.
   * @returns cursors that look different now
   */
  arrange(
    cursors: readonly PeerCursor[],
    { now, view, moved }: { now: number; view: View; moved: boolean },
  ): PeerCursor[] {
    const inView = cursors.filter(({ drawn }) => drawn);
    const asked = new Set([this.#hover(inView, now, view), this.#focused(inView)]);
    const keepFree = this.#reader.boxes(view, moved);
    this.#grid.clear();
    return inView.filter((cursor) => {
      const isAsked = asked.has(cursor);
      const before = cursor.side;
      cursor.side = this.#place(cursor, isAsked, keepFree, view);
      return cursor.side !== before;
    });
  }

  /**
   * The cursor at rest whose arrow the reader has moved their pointer to. One that comes to the pointer by itself is in
   * the way, and not asked for.
   */
  #hover(cursors: readonly PeerCursor[], now: number, view: View): PeerCursor | undefined {
    const { clientX, clientY, pointerType } = this.#host.pointer?.at ?? {};
    const at = clientX === undefined ? '' : `${clientX} ${clientY}`;
    const pointer = this.#reader.pointer(view);
    if (now >= this.due) this.due = Infinity;
    if (pointer && at !== this.#at) {
      this.#hovered = undefined;
      let least = ON_ARROW;
      for (const cursor of cursors) {
        const far = distance(cursor, pointer);
        if (!cursor.moving && far < least) [least, this.#hovered] = [far, cursor];
      }
      this.due = this.#hovered && pointerType === 'touch' ? now + TOUCHED_MS : Infinity;
    } else if (this.#hovered) {
      const left = pointer ? distance(this.#hovered, pointer) > ON_ARROW : !isFinite(this.due);
      if (left || this.#hovered.moving) this.#hovered = undefined;
    }
    this.#at = at;
    return this.#hovered;
  }

  #focused(cursors: readonly PeerCursor[]): PeerCursor | undefined {
    const root = this.#host.renderRoot;
    const active = root instanceof ShadowRoot ? root.activeElement : null;
    return active ? cursors.find(({ element }) => element === active) : undefined;
  }

  /** @returns the classes that say where its label stands */
  #place(cursor: PeerCursor, isAsked: boolean, keepFree: readonly Box[], view: View): string {
    const label = this.#labelOf(cursor);
    const { named, chatting } = cursor;
    const isShown = (named || isAsked) && label.width > PADDING.x;
    // While it fades it stays where it is.
    if (!isShown) {
      label.shown = false;
      return SIDES[label.side] ?? '';
    }
    const cost = (side: number): number => {
      const box = boxAt(cursor, label, side);
      let area = this.#grid.overlap(box) + areaOutside(box, view);
      // What somebody says is not hidden, but it stands elsewhere if it can.
      if (chatting && !isAsked) for (const free of keepFree) area += commonArea(box, free);
      return area;
    };
    let least = label.shown ? cost(label.side) : Infinity;
    // Not for a little: a label that changes sides catches the eye.
    if (label.shown && least > 0) least /= 2;
    for (let side = 0; side < SIDES.length && least > 0; side++) {
      const area = cost(side);
      if (area < least) [least, label.side] = [area, side];
    }
    label.shown = true;
    const box = boxAt(cursor, label, label.side);
    const side = SIDES[label.side] ?? '';
    if (!isAsked && !chatting && keepFree.some((free) => commonArea(box, free) > 0)) return `${side} yields`;
    this.#grid.add(box);
    return named ? side : `${side} named`;
  }

  /** Its size is read only when its text has changed: as it will be, however far it has grown or shrunk. */
  #labelOf(cursor: PeerCursor): Label {
    let label = this.#labels.get(cursor);
    if (!label) this.#labels.set(cursor, (label = { side: 0, shown: false, width: 0, height: 0, text: '' }));
    const { element, chatting, content } = cursor;
    const text = String(chatting) + content;
    if (!element.isConnected || element.hidden) this.#changed();
    else if (label.text !== text || label.width <= PADDING.x) {
      label.text = text;
      const [name, chat] = ['.name', '.chat bdi'].map((part) => element.querySelector<HTMLElement>(part));
      const { offsetWidth = 0, offsetHeight = 0 } = (chatting && chat) || {};
      label.width = Math.max(name?.offsetWidth ?? 0, offsetWidth) + PADDING.x;
      label.height = (name?.offsetHeight ?? 0) + offsetHeight + PADDING.y;
    }
    return label;
  }
}

function distance({ drawn }: PeerCursor, { x, y }: { x: number; y: number }): number {
  return Math.hypot((drawn?.x ?? 0) + MIDDLE.x - x, (drawn?.y ?? 0) + MIDDLE.y - y);
}

/** Where a label is at a side of the tip, with its edge; as the style sheet says. */
function boxAt({ drawn }: PeerCursor, { width, height }: Label, side: number): Box {
  const { x = 0, y = 0 } = drawn ?? {};
  const isAbove = side > 1;
  const left = side % 2 === 1 ? x - 4 - width : x + (isAbove ? 9 : 15);
  const top = isAbove ? y - 6 - height : y + 19;
  return { left: left - 2, top: top - 2, right: left + width + 2, bottom: top + height + 2 };
}

function areaOutside(box: Box, { left, top, width, height }: View): number {
  const inside = commonArea(box, { left, top, right: left + width, bottom: top + height });
  return (box.right - box.left) * (box.bottom - box.top) - inside;
}
