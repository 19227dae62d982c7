/** Runs inside a page: a long list of which only a window of rows is rendered, another one for each visitor. */
import { AnchorResolver } from '../../widget/anchors/anchor-resolver.ts';
import { loadSearch } from '../../widget/anchors/load-likeness.ts';
import { pointAt } from './differing.ts';
import type { Drawn, Pointed } from './differing.ts';
import { boxes, childrenOf, hitAt, inside, parentOf, randomFrom, reveal, walk, wordBoxes } from './dom.ts';

export type Layout = 'table' | 'cards';

const ROWS = 1_000;
const HEIGHT = 48;
const STATES = ['paid', 'returned by customer', 'on its way', 'waiting for payment', 'delivered'];
const NAMES = ['Ada', 'Grace', 'Linus', 'Barbara', 'Edsger', 'Margaret', 'Donald'];
const TOWNS = ['Oster', 'Vass', 'Holm', 'Skerry', 'Lund'];
const ICON = '<svg width="16" height="16" viewBox="0 0 16 16"><path d="M2 8h12M8 2v12" stroke="#000"/></svg>';

/** The rows are the same for everybody; each is rendered anew. */
function row(index: number, layout: Layout): HTMLElement {
  const random = randomFrom(index);
  const any = (from: readonly string[]): string => from[Math.floor(random() * from.length)]!;
  const cells = [
    `Order ${String(4_000 + index)}`,
    `${any(NAMES)} ${any(TOWNS)}`,
    any(STATES),
    `${String(Math.floor(random() * 40))}.00 €`,
    `<button aria-label="Details">${ICON}</button>`,
  ];
  const holder = document.createElement(layout === 'table' ? 'tr' : 'div');
  holder.dataset['row'] = String(index);
  holder.style.height = `${String(HEIGHT)}px`;
  holder.innerHTML =
    layout === 'table'
      ? cells.map((cell) => `<td>${cell}</td>`).join('')
      : `<div class="top"><b>${cells[0]!}</b> <span>${cells[1]!}</span></div><div><em>${cells[2]!}</em> <small>${cells[3]!}</small> ${cells[4]!}</div>`;
  return holder;
}

/** Renders so many rows from one on, with space for the others, and scrolls to them. */
export function renderRows(layout: Layout, from: number, count: number): void {
  let list = document.querySelector('#rows');
  if (!list) {
    document.body.innerHTML = `<h1>Orders</h1><p>All orders of this year, the newest first.</p>
      <div class="scroller" style="height: 560px; overflow: auto; border: 1px solid">${
        layout === 'table'
          ? '<table style="width: 100%"><thead><tr><th>Order<th>Customer<th>State<th>Sum<th></tr></thead><tbody id="rows"></tbody></table>'
          : '<div id="rows"></div>'
      }</div><p>Orders are kept for ten years.</p>`;
    list = document.querySelector('#rows')!;
    list.removeAttribute('id');
    list.classList.add('rows');
  }
  fill(list, layout, from, count);
}

function fill(list: Element, layout: Layout, from: number, count: number): void {
  const space = (rows: number): HTMLElement => {
    const holder = document.createElement(layout === 'table' ? 'tr' : 'div');
    holder.style.height = `${String(rows * HEIGHT)}px`;
    return holder;
  };
  list.replaceChildren(
    space(from),
    ...Array.from({ length: count }, (_, i) => row(from + i, layout)),
    space(ROWS - from - count),
  );
  document.querySelector('.scroller')!.scrollTop = (from + 4) * HEIGHT;
}

/** What a sender pointed at, by its row. */
export interface PointedRow extends Pointed {
  row: string;
  inRow: number[];
  textInRow: number;
}

const rowOf = (element: Element): HTMLElement | null => element.closest<HTMLElement>('[data-row]');

export async function pointInRows(
  layout: Layout,
  from: number,
  count: number,
  seed: number,
): Promise<PointedRow[]> {
  renderRows(layout, from, count);
  const { elements, texts } = walk();
  const points = await pointAt(60, 20, seed);
  return points.flatMap((point) => {
    const element = elements[point.element]!;
    const holder = rowOf(element);
    if (!holder) return [];
    const inRow: number[] = [];
    for (let at = element; at !== holder; at = parentOf(at)!)
      inRow.unshift(childrenOf(parentOf(at)!).indexOf(at));
    const textInRow = point.word ? textsOf(holder).indexOf(texts[point.word.text]!) : -1;
    return [{ ...point, row: holder.dataset['row']!, inRow, textInRow }];
  });
}

const textsOf = (holder: Element): Text[] => {
  const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  while (walker.nextNode()) found.push(walker.currentNode as Text);
  return found;
};

export interface DrawnRow extends Drawn {
  /** It is drawn on a row that is not the one pointed at. */
  onOther: boolean;
}

/** Renders windows of rows, one after the other, and looks at the last one. */
export async function receiveRows(
  points: readonly PointedRow[],
  layout: Layout,
  windows: readonly (readonly [from: number, count: number])[],
): Promise<DrawnRow[]> {
  await loadSearch();
  const resolver = new AnchorResolver();
  const draw = ({ place: { anchor, flags, x, y } }: Pointed) => resolver.point(anchor, flags, x, y);
  for (const [i, [from, count]] of windows.entries()) {
    if (i === 0) renderRows(layout, from, count);
    else fill(document.querySelector('.rows')!, layout, from, count);
    resolver.forget();
    points.forEach(draw);
    for (let left = 500; resolver.searching && left; left--) {
      resolver.searchOn();
      points.forEach(draw);
    }
  }
  return points.map((point) => {
    const holder = document.querySelector(`[data-row="${point.row}"]`);
    let element: Element | null | undefined = holder;
    for (const index of point.inRow) element = element && childrenOf(element)[index];
    const drawn = draw(point)!;
    const [x, y] = reveal(drawn.x, drawn.y);
    const { certain, hidden } = drawn;
    const isOn = !!element && boxes(element).some((box) => inside(box, x, y));
    const text = holder && textsOf(holder)[point.textInRow];
    const { word } = point;
    const onWord =
      text && word ? wordBoxes(text, word.from, word.to).some((box) => inside(box, x, y)) : undefined;
    const hit = hitAt(x, y);
    const other = hit && rowOf(hit);
    const inView = !!element && isInView(element);
    return {
      kind: point.kind,
      there: inView || (!!element && !hidden),
      element: isOn && !hidden,
      ...(onWord !== undefined && { word: onWord && !hidden }),
      certain,
      hidden,
      byFraction: { element: false },
      byPath: { element: false },
      onOther: !hidden && !!other && other.dataset['row'] !== point.row,
      note: `row ${point.row} ${point.kind} at ${point.inRow.join('.')} on=${String(isOn)} certain=${String(certain)} hidden=${String(hidden)} got=${resolver.element(point.place.anchor)?.localName ?? ''} «${resolver.element(point.place.anchor)?.textContent.trim().slice(0, 40) ?? ''}»`,
    };
  });
}

function isInView(element: Element): boolean {
  const [box] = boxes(element);
  const view = boxes(document.querySelector('.scroller')!)[0]!;
  const middle = box ? (box.top + box.bottom) / 2 : 0;
  return !!box && middle > view.top && middle < view.bottom;
}
