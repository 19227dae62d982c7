import { expect } from '@open-wc/testing';
import { frame, until } from '../on-page.ts';
import { pass, withBo } from '../with-bo.ts';
import { OtherCursor } from './other-cursor.ts';

const ROWS = Array.from({ length: 12 }, (_, row) => `<p>Row ${row} with <b>a word</b> in it</p>`).join('');
/** The row that is pointed at. */
const ROW = 3;

let list: HTMLElement;

beforeEach(() => {
  list = document.createElement('section');
  list.innerHTML = ROWS;
  document.body.prepend(list);
});
afterEach(() => list.remove());

const row = (): HTMLElement => list.children[ROW] as HTMLElement;

/** Ways in which a page renders again what it shows already. */
const WAYS: Record<string, () => void> = {
  'sets the markup of all rows': () => {
    list.innerHTML = ROWS;
  },
  'replaces all rows by copies': () => {
    list.replaceChildren(...[...list.children].map((each) => each.cloneNode(true)));
  },
  'replaces one row': () => row().replaceWith(row().cloneNode(true)),
  'rewrites the content of each row, as without keys': () => {
    for (const each of [...list.children]) each.innerHTML = each.innerHTML.slice();
  },
  'replaces the text': () => {
    const text = row().firstChild as Text;
    text.replaceWith(text.data);
  },
};

for (const [way, render] of Object.entries(WAYS)) {
  describe(`a page that ${way} again and again`, () => {
    it('keeps another visitor’s cursor on its word in every frame', async () => {
      const bo = await OtherCursor.of();
      const { left, top, height } = row().getBoundingClientRect();
      bo.point(left + 20, top + height / 2);
      const cursor = await bo.drawn();
      const { x, y } = cursor.getBoundingClientRect();
      for (let round = 0; round < 24; round++) {
        if (round % 2 === 0) render();
        await bo.pass(50);
        const now = cursor.getBoundingClientRect();
        expect(Math.hypot(now.x - x, now.y - y), `in round ${round}`).to.be.lessThan(1);
        expect(cursor.hidden || cursor.classList.contains('unsure'), `in round ${round}`).to.equal(false);
      }
    });

    it('sends nothing of a pointer that rests, and the right word of one that moves', async () => {
      const { page, end } = await withBo();
      await until(() => page.find('live-presence-cursors').shadowRoot);
      await page.settled();
      const { left, top, height } = row().getBoundingClientRect();
      const move = (x: number, type = 'pointermove'): void => {
        const at = { clientX: left + x, clientY: top + height / 2, bubbles: true, composed: true };
        row().dispatchEvent(new PointerEvent(type, at));
      };
      move(20);
      await pass(page, 300);
      const rested = end.uplinks.length;
      for (let round = 0; round < 12; round++) {
        render();
        // As browsers do when another element comes below the pointer.
        move(20, 'pointerover');
        await frame();
        await pass(page, 100);
      }
      expect(end.uplinks.length).to.equal(rested);
      for (let x = 21; x < 33; x++) {
        render();
        move(x);
        await pass(page, 100);
      }
      expect(end.uplinks.length).to.be.greaterThan(rested);
      const anchors = new Set(end.of('anchor').map(({ anchor }) => anchor.path.join()));
      expect([...anchors]).to.have.lengthOf(1);
    });
  });
}

describe('a page that empties what is pointed at, and fills it again', () => {
  it('keeps the cursor for as long as that takes, and no longer than a second', async () => {
    const bo = await OtherCursor.of();
    const { left, top, height } = row().getBoundingClientRect();
    bo.point(left + 20, top + height / 2);
    const cursor = await bo.drawn();
    const isSure = (): boolean => !cursor.hidden && !cursor.classList.contains('unsure');
    list.innerHTML = '';
    await bo.pass(600);
    expect(isSure()).to.equal(true);
    list.innerHTML = ROWS;
    await bo.pass(1_500);
    expect(isSure()).to.equal(true);
    list.innerHTML = '';
    await bo.pass(2_500);
    expect(isSure()).to.equal(false);
  });

  it('sends nothing while it is empty', async () => {
    const { page, end } = await withBo();
    await until(() => page.find('live-presence-cursors').shadowRoot);
    await page.settled();
    const { left, top, height } = row().getBoundingClientRect();
    const at = { clientX: left + 20, clientY: top + height / 2, bubbles: true, composed: true };
    row().dispatchEvent(new PointerEvent('pointermove', at));
    await pass(page, 300);
    const rested = end.uplinks.length;
    list.innerHTML = '';
    await pass(page, 250);
    list.innerHTML = ROWS;
    await pass(page, 1_500);
    expect(end.uplinks.length).to.equal(rested);
  });
});
