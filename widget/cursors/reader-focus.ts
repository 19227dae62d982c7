import type { View } from '../anchors/off-screen.ts';
import type { Box } from '../anchors/visible-box.ts';
import type { PointerSource } from '../shared/pointer-source.ts';

/** What is closer than this to the pointer or the caret is near, in px. */
const NEAR = 24;
/** What changes where the reader writes, or what they have selected. */
const EVENTS = ['selectionchange', 'focusin', 'focusout', 'input'];

/** What the reader looks at, as far as one can tell: where they point and write, and what they have selected. */
export class ReaderFocus {
  readonly #host: { readonly pointer: PointerSource | undefined };
  readonly #changed: () => void;
  #abort: AbortController | undefined;
  #stale = true;
  #active: Element | null = null;
  /** Where they write and what they have selected, in document coordinates. */
  #boxes: readonly Box[] = [];

  constructor(host: { readonly pointer: PointerSource | undefined }, changed: () => void) {
    this.#host = host;
    this.#changed = changed;
  }

  watch(wanted: boolean): void {
    if (wanted === (this.#abort !== undefined)) return;
    const listeners = this.#host.pointer?.listeners;
    if (wanted) {
      this.#abort = new AbortController();
      this.#stale = true;
      const options = { capture: true, passive: true, signal: this.#abort.signal };
      for (const type of EVENTS) document.addEventListener(type, this.#onChange, options);
      listeners?.add(this.#changed);
    } else {
      this.#abort?.abort();
      this.#abort = undefined;
      listeners?.delete(this.#changed);
    }
  }

  /** Where their pointer is, in document coordinates. */
  pointer({ left, top }: View): { x: number; y: number } | undefined {
    const at = this.#host.pointer?.at;
    return at && { x: at.clientX + left, y: at.clientY + top };
  }

  /**
   * What is to be left free, in document coordinates. Reads the page's layout.
   * @param moved the page's content may be elsewhere than it was
   */
  boxes(view: View, moved: boolean): readonly Box[] {
    // A window without the focus fires no events for what has it inside.
    const active = document.activeElement;
    if (this.#stale || active !== this.#active || (moved && this.#boxes.length > 0)) {
      this.#boxes = textBoxes().map((box) => move(box, view));
      this.#stale = false;
      this.#active = active;
    }
    const pointer = this.pointer(view);
    if (!pointer) return this.#boxes;
    const { x, y } = pointer;
    return [...this.#boxes, around({ left: x, top: y, right: x, bottom: y })];
  }

  readonly #onChange = (): void => {
    this.#stale = true;
    this.#changed();
  };
}

/** In the window's coordinates. */
function textBoxes(): Box[] {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  // Where in a field the caret is, it does not tell.
  if (active && isTextField(active)) return [active.getBoundingClientRect()];
  const selection = document.getSelection();
  if (!selection?.rangeCount) return [];
  const range = selection.getRangeAt(0);
  if (!range.collapsed) return linesOf(range);
  // Where nothing can be written, there is no caret to be seen.
  if (!(active instanceof HTMLElement && active.isContentEditable)) return [];
  const box = range.getClientRects()[0] ?? elementAround(range)?.getBoundingClientRect();
  return box ? [around(box)] : [];
}

function isTextField(element: Element): boolean {
  return (
    element instanceof HTMLTextAreaElement ||
    (element instanceof HTMLInputElement && element.selectionStart !== null)
  );
}

/** From its two ends alone: a range may be the whole page. */
function linesOf(range: Range): Box[] {
  const outer = elementAround(range)?.getBoundingClientRect();
  const [first, last] = [true, false].map((toStart) => {
    const end = range.cloneRange();
    end.collapse(toStart);
    return end.getClientRects()[0];
  });
  if (!outer) return [];
  if (!first || !last) return [outer];
  const { left, right } = outer;
  if (last.top < first.bottom) {
    const [start, end] = [Math.min(first.left, last.left), Math.max(first.right, last.right)];
    return [{ left: start, right: end, top: Math.min(first.top, last.top), bottom: last.bottom }];
  }
  return [
    { left: first.left, right, top: first.top, bottom: first.bottom },
    { left, right, top: first.bottom, bottom: last.top },
    { left, right: last.right, top: last.top, bottom: last.bottom },
  ];
}

function elementAround({ commonAncestorContainer: node }: Range): Element | null {
  return node instanceof Element ? node : node.parentElement;
}

function around({ left, top, right, bottom }: Box): Box {
  return { left: left - NEAR, top: top - NEAR, right: right + NEAR, bottom: bottom + NEAR };
}

function move({ left, top, right, bottom }: Box, by: View): Box {
  return { left: left + by.left, top: top + by.top, right: right + by.left, bottom: bottom + by.top };
}
