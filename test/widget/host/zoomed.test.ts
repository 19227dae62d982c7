import { expect } from '@open-wc/testing';
import { OtherCursor } from '../cursors/other-cursor.ts';
import { cornerOf } from '../with-bo.ts';

const [root, body] = [document.documentElement, document.body];

let words: HTMLElement;

beforeEach(() => {
  words = document.createElement('section');
  words.innerHTML = Array.from({ length: 60 }, (_, line) => `<p>Line ${line} of a <b>long</b> page</p>`).join(
    '',
  );
  body.prepend(words);
});
afterEach(() => {
  words.remove();
  for (const each of [root, body]) each.removeAttribute('style');
  scrollTo(0, 0);
});

/** Where in the page its zoom is set. */
const ZOOMS: Record<string, () => void> = {
  'of the body, in': () => body.style.setProperty('zoom', '1.5'),
  'of the body, out': () => body.style.setProperty('zoom', '0.8'),
  'of the root, in': () => root.style.setProperty('zoom', '1.5'),
  'of the root, out': () => root.style.setProperty('zoom', '0.8'),
  'of both': () => {
    root.style.setProperty('zoom', '1.1');
    body.style.setProperty('zoom', '120%');
  },
};

describe('a page with CSS zoom', () => {
  for (const [where, zoom] of Object.entries(ZOOMS)) {
    it(`has cursors at their places, scrolled and after a change: ${where}`, async () => {
      zoom();
      const bo = await OtherCursor.of();
      const at = (): [number, number] => {
        const { left, top, height } = (words.children[6] as HTMLElement).getBoundingClientRect();
        return [left + 30, top + height / 2];
      };
      const isThere = (cursor: HTMLElement): void => {
        const [[x, y], [left, top]] = [cornerOf(cursor), at()];
        expect(Math.hypot(x - left, y - top)).to.be.lessThan(8);
      };
      bo.point(...at());
      const cursor = await bo.drawn();
      isThere(cursor);
      scrollBy(0, 90);
      await bo.pass(200);
      isThere(cursor);
      body.style.zoom = '1.25';
      await bo.pass(200);
      bo.point(...at());
      await bo.pass(1_500);
      isThere(cursor);
      for (const each of [root, body]) each.removeAttribute('style');
      await bo.pass(200);
      bo.point(...at());
      await bo.pass(1_500);
      isThere(cursor);
    });

    it(`has the badge in the window’s corner, and all of the chat in the window: ${where}`, async () => {
      zoom();
      const { page } = await OtherCursor.of();
      const size = page.part('badge').getBoundingClientRect().height;
      page.element.openChat();
      await page.settled();
      const { top, bottom } = page.part('chat').getBoundingClientRect();
      expect(size).to.be.closeTo(40, 1);
      expect(top).to.be.at.least(0);
      expect(bottom).to.be.at.most(innerHeight);
    });
  }
});
