import { expect } from '@open-wc/testing';
import { countReads } from './counted-text.ts';
import { OtherCursor } from './other-cursor.ts';

const ENTRY = '<p>An entry of a list that is rendered again, and long enough to be unique</p>';

let content: HTMLElement;
let list: HTMLElement;
let clock: HTMLElement;

beforeEach(() => {
  content = document.createElement('div');
  content.innerHTML = `<time>0</time><section>${ENTRY}<p>Another one</p></section>`;
  [clock, list] = [...content.children] as [HTMLElement, HTMLElement];
  document.body.append(content);
});
afterEach(() => content.remove());

/** Bo points at the first entry. */
async function pointed(): Promise<{ bo: OtherCursor; cursor: HTMLElement }> {
  const bo = await OtherCursor.of();
  const { left, top } = list.firstElementChild!.getBoundingClientRect();
  bo.point(left + 40, top + 8);
  const cursor = await bo.drawn();
  return { bo, cursor };
}

/** How far below the top of the first entry a cursor is drawn, in px; undefined where it is hidden or faint. */
function below(cursor: HTMLElement): number | undefined {
  if (cursor.hidden || cursor.classList.contains('unsure')) return undefined;
  return Math.round(cursor.getBoundingClientRect().top - list.firstElementChild!.getBoundingClientRect().top);
}

describe('a cursor on a page that changes', () => {
  it('moves to the new element when its own is replaced by an equal one', async () => {
    const { bo, cursor } = await pointed();
    list.innerHTML = `${ENTRY}<p>Another one</p>`;
    await bo.pass(50);
    expect(below(cursor)).to.equal(8);
  });

  it('does so within half a second on a page that never stops changing', async () => {
    const { bo, cursor } = await pointed();
    const found: boolean[] = [];
    for (let change = 0; change < 20; change++) {
      clock.textContent = String(change);
      if (change === 3) list.innerHTML = `${ENTRY}<p>Another one</p>`;
      await bo.pass(50);
      found.push(below(cursor) === 8);
    }
    expect(found.indexOf(false)).to.be.oneOf([-1, 3]);
    expect(found.slice(14)).not.to.include(false);
  });

  it('follows its element in each frame, though the content is read at most twice a second', async () => {
    const { bo, cursor } = await pointed();
    // Part of what is around the element that Bo points at.
    const reads = countReads(list.lastElementChild!.firstChild as Text);
    await bo.pass(1_000);
    clock.before(document.createElement('hr'));
    await bo.pass(1_000);
    const once = reads();
    expect(once).to.be.at.least(1);
    for (let change = 0; change < 40; change++) {
      clock.before(document.createElement('hr'));
      await bo.pass(50);
      expect(below(cursor)).to.equal(8);
    }
    // In two seconds, and at their beginning.
    expect(reads() - once).to.be.within(3 * once, 5 * once);
  });
});
