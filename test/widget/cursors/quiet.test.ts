import { expect } from '@open-wc/testing';
import { SAMPLE } from '../../../protocol/cursor-frame.ts';
import type { OnPage } from '../on-page.ts';
import { pass, point, rest, withBo } from '../with-bo.ts';
import { pointer } from './with-content.ts';

const LINE = 24;
let text: HTMLElement;

beforeEach(() => {
  text = document.createElement('p');
  text.textContent = 'some words to read, one after the other, '.repeat(40);
  text.style.cssText = `position: absolute; left: 100px; top: 50px; width: 300px; margin: 0; font: 16px/${String(LINE)}px serif`;
  document.body.append(text);
});
afterEach(() => text.remove());

async function quiet(attributes: Record<string, string> = {}) {
  const all = await withBo({ cursors: 'quiet', ...attributes });
  point(all.end, 200, 50 + LINE * 2.3);
  for (let tries = 0; all.page.parts('cursor-mark').length === 0 && tries < 400; tries++)
    await pass(all.page, 50);
  await all.page.settled();
  return all;
}
const mark = (page: OnPage): HTMLElement => page.part('cursor-mark');
const isArrowShown = (page: OnPage): boolean =>
  page.find('.arrow').checkVisibility({ visibilityProperty: true, opacityProperty: true });

describe('quiet cursors', () => {
  it('are marks at the margin, in the middle of the line, and no arrows on the text', async () => {
    const { page } = await quiet();
    const { left, right, top, bottom } = mark(page).getBoundingClientRect();
    expect((top + bottom) / 2).to.be.closeTo(50 + LINE * 2.5, 1);
    expect(right).to.be.below(100);
    expect(left).to.be.at.least(60);
    expect(isArrowShown(page)).to.equal(false);
    const label = page.part('cursor-label');
    expect(label.checkVisibility({ visibilityProperty: true })).to.equal(false);
    expect(mark(page).ariaLabel).to.equal('Bo');
  });

  it('are at the other side of what is written from right to left', async () => {
    text.dir = 'rtl';
    const { page } = await quiet();
    expect(mark(page).getBoundingClientRect().left).to.be.above(400);
  });

  it('follow from line to line, and go with their cursor', async () => {
    const { page, end } = await quiet();
    point(end, 250, 50 + LINE * 4.8);
    await pass(page, 500);
    await page.settled();
    const { top, bottom } = mark(page).getBoundingClientRect();
    expect((top + bottom) / 2).to.be.closeTo(50 + LINE * 4.5, 1);
    end.send({ type: 'slots', page: '/docs', freed: [7] });
    await pass(page, 100);
    expect(page.parts('cursor-mark')).to.have.length(0);
  });

  it('are arrows while somebody presses, and a little longer', async () => {
    const { page, end } = await quiet();
    point(end, 210, 50 + LINE * 2.3, { flags: SAMPLE.press | SAMPLE.text });
    await pass(page, 500);
    await page.settled();
    expect(isArrowShown(page)).to.equal(true);
    expect(page.parts('cursor-mark')).to.have.length(0);
    await rest(page, end, 4);
    await page.settled();
    expect(isArrowShown(page)).to.equal(false);
    expect(page.parts('cursor-mark')).to.have.length(1);
  });

  it('are arrows while somebody says something', async () => {
    const { page, end } = await quiet();
    end.send({ type: 'peer_cursor_chat', slot: 7, text: 'Look here' });
    await pass(page, 200);
    await page.settled();
    expect(isArrowShown(page)).to.equal(true);
    expect(page.part('cursor-says').checkVisibility({ visibilityProperty: true })).to.equal(true);
    end.send({ type: 'peer_cursor_chat', slot: 7, text: '' });
    await pass(page, 200);
    await page.settled();
    expect(isArrowShown(page)).to.equal(false);
  });

  it('tell who it is where the reader points at a mark', async () => {
    const { page } = await quiet();
    const label = mark(page).querySelector<HTMLElement>('.label')!;
    expect(label.checkVisibility({ visibilityProperty: true })).to.equal(false);
    const { x, y } = mark(page).getBoundingClientRect();
    pointer('pointermove', x + 3, y + 9);
    await pass(page, 50);
    expect(label.checkVisibility({ visibilityProperty: true })).to.equal(true);
    expect(label.textContent).to.equal('Bo');
  });

  it('are loud again when the site wants it', async () => {
    const { page } = await quiet();
    page.element.cursors = 'on';
    await page.settled();
    await pass(page, 100);
    await page.settled();
    expect(isArrowShown(page)).to.equal(true);
    expect(page.parts('cursor-mark')).to.have.length(0);
  });
});
