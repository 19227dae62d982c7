import { render, type TemplateResult } from 'lit';

export interface Row {
  /** Unique in the list. */
  key: string;
  /** Undefined: the row has not changed since it was drawn. */
  row: TemplateResult | undefined;
}

/**
 * The rows of a list, each of which keeps its element: focus, selection and scroll position survive when other rows come
 * and go.
 */
export class KeyedRows {
  #boxes = new Map<string, HTMLElement>();

  draw(list: Element, rows: readonly Row[]): void {
    const keys = new Set(rows.map(({ key }) => key));
    for (const [key, box] of this.#boxes) {
      if (keys.has(key)) continue;
      box.remove();
      this.#boxes.delete(key);
    }
    let next = list.firstElementChild;
    for (const { key, row } of rows) {
      let box = this.#boxes.get(key);
      if (!box) {
        box = document.createElement('div');
        box.role = 'none';
        box.className = 'row';
        this.#boxes.set(key, box);
      }
      if (row) render(row, box);
      if (box === next) next = next.nextElementSibling;
      else list.insertBefore(box, next);
    }
  }
}
