import { noChange, render, type TemplateResult } from 'lit';

export interface Row {
  /** Of this row alone. */
  key: string;
  /** `noChange`: what was drawn under this key is still right. */
  row: TemplateResult | typeof noChange;
}

/**
 * The rows of a list, each in an element of its own for as long as it is there: what is focused or looked at stays
 * the same element wherever others come and go.
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
      if (row !== noChange) render(row, box);
      if (box === next) next = next.nextElementSibling;
      else list.insertBefore(box, next);
    }
  }
}
