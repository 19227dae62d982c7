import { expect } from '@open-wc/testing';
import type { CursorTrack } from '../../../protocol/cursor-frame.ts';
import { AnchorFinder } from '../../../widget/anchors/anchor-finder.ts';
import { ADA, person, type OnPage } from '../on-page.ts';
import { pass, rest, tick, withBo } from '../with-bo.ts';
import type { ServerEnd } from '../../helpers/socket-pair.ts';
import { pointer } from './with-content.ts';

let content: HTMLElement;

beforeEach(() => {
  content = document.createElement('div');
  content.innerHTML = `<div id="ground"></div><p id="text">${'some words to read '.repeat(40)}</p>
    <input id="field" value="x"><p id="written" contenteditable>to write</p>`;
  // Above what with-content.ts brings.
  content.style.cssText = 'position: absolute; left: 0; top: 0; width: 100%; height: 2000px';
  const [ground, text, field, written] = [...content.children] as HTMLElement[];
  ground!.style.cssText = 'position: absolute; inset: 0';
  text!.style.cssText =
    'position: absolute; left: 300px; top: 300px; width: 300px; margin: 0; font: 16px/24px serif';
  field!.style.cssText = 'position: absolute; left: 20px; top: 400px; width: 200px; height: 30px';
  written!.style.cssText = 'position: absolute; left: 20px; top: 500px; width: 200px; margin: 0';
  document.body.append(content);
  scrollTo(0, 0);
});
afterEach(() => {
  getSelection()?.removeAllRanges();
  content.remove();
  scrollTo(0, 0);
});

/** A page with so many others, whose cursors have the slots from 1 on. */
async function crowd(count: number): Promise<{ page: OnPage; end: ServerEnd }> {
  const people = Array.from({ length: count }, (_, i) => person(i + 1));
  const { page, end } = await withBo({}, people[0]);
  end.send({ type: 'presence', count: count + 1, joins: [ADA, ...people] });
  const bound = people.map(({ id }, i) => ({ slot: i + 1, session: `s-${id}`, member: id }));
  end.send({ type: 'slots', page: '/docs', bound });
  return { page, end };
}

/** Everybody's pointer is here, in the window. */
async function all(
  page: OnPage,
  end: ServerEnd,
  points: readonly (readonly [number, number])[],
): Promise<void> {
  const finder = new AnchorFinder();
  const tracks: CursorTrack[] = [];
  for (const [i, [x, y]] of points.entries()) {
    const place = finder.at(x, y);
    if (!place) throw new Error(`nothing at ${x}, ${y}`);
    end.send({ type: 'anchor', anchors: [{ id: i + 1, anchor: place.anchor }] });
    const sample = { age: 0, flags: place.flags, anchor: i + 1, x: place.x, y: place.y };
    tracks.push({ slot: i + 1, samples: [sample] });
  }
  tick(end, { tracks });
  for (let tries = 0; page.parts('cursor').length < points.length && tries < 400; tries++)
    await pass(page, 50);
  await pass(page, 500);
}

const labelOf = (page: OnPage, number: number): HTMLElement => {
  const cursor = page.parts('cursor').find(({ dataset }) => dataset['member'] === `p${String(number)}`);
  return cursor!.querySelector('[part=cursor-label]')!;
};
const isShown = (label: HTMLElement): boolean =>
  getComputedStyle(label).visibility === 'visible' && label.checkVisibility({ opacityProperty: true });
const overlap = (a: DOMRect, b: DOMRect): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

async function one(x: number, y: number): Promise<{ page: OnPage; end: ServerEnd; label: HTMLElement }> {
  const { page, end } = await crowd(1);
  await all(page, end, [[x, y]]);
  return { page, end, label: labelOf(page, 1) };
}

describe('labels', () => {
  it('are shown while a cursor moves and for 1.5 s after; then its arrow stays alone', async () => {
    const { page, end, label } = await one(100, 100);
    const arrow = page.find('.arrow');
    expect(isShown(label)).to.equal(true);
    await pass(page, 1_200);
    await page.settled();
    expect(isShown(label)).to.equal(false);
    expect(arrow.checkVisibility({ opacityProperty: true })).to.equal(true);
    await all(page, end, [[140, 100]]);
    expect(isShown(label)).to.equal(true);
  });

  it('come back at once where the reader points at a resting arrow, or focuses it', async () => {
    const { page, end, label } = await one(100, 100);
    await rest(page, end, 2);
    await page.settled();
    expect(isShown(label)).to.equal(false);
    pointer('pointermove', 106, 108);
    await pass(page, 50);
    expect(isShown(label)).to.equal(true);
    await rest(page, end, 3);
    expect(isShown(label), 'as long as the pointer is there').to.equal(true);
    pointer('pointermove', 300, 108);
    await pass(page, 50);
    await page.settled();
    expect(isShown(label)).to.equal(false);
    page.part('cursor').focus();
    expect(page.part('cursor').matches(':focus'), 'can have the focus').to.equal(true);
    expect(page.part('cursor').ariaLabel).to.equal('Person 1');
    await pass(page, 50);
    expect(isShown(label)).to.equal(true);
    page.part('cursor').blur();
    await pass(page, 50);
    await page.settled();
    expect(isShown(label)).to.equal(false);
  });

  it('come back for a while where a finger touches an arrow', async () => {
    const { page, end, label } = await one(100, 100);
    await rest(page, end, 2);
    const at = { clientX: 105, clientY: 105, bubbles: true, composed: true, pointerType: 'touch' };
    document.body.dispatchEvent(new PointerEvent('pointerdown', at));
    await pass(page, 50);
    document.documentElement.dispatchEvent(new PointerEvent('pointerleave', at));
    await pass(page, 500);
    expect(isShown(label)).to.equal(true);
    await pass(page, 1_500);
    await page.settled();
    expect(isShown(label)).to.equal(false);
  });

  it('give way at once near the reader’s pointer, also where a cursor comes to it by itself', async () => {
    const { page, end, label } = await one(100, 100);
    const { x, y } = label.getBoundingClientRect();
    pointer('pointermove', x + 10, y + 30);
    await pass(page, 50);
    expect(isShown(label)).to.equal(false);
    expect(page.find('.arrow').checkVisibility({ opacityProperty: true })).to.equal(true);
    pointer('pointermove', 500, 500);
    await pass(page, 50);
    expect(isShown(label)).to.equal(true);
    pointer('pointermove', 205, 205);
    await all(page, end, [[200, 200]]);
    expect(isShown(label)).to.equal(false);
    await rest(page, end, 3);
    expect(isShown(label), 'at rest below a pointer at rest').to.equal(false);
  });

  it('give way over what the reader has selected, and where they write', async () => {
    const { page, end, label } = await one(310, 310);
    const text = document.querySelector('#text')!.firstChild!;
    getSelection()?.setBaseAndExtent(text, 0, text, 200);
    await all(page, end, [[312, 310]]);
    expect(isShown(label), 'over a selection').to.equal(false);
    getSelection()?.removeAllRanges();
    await all(page, end, [[300, 300]]);
    expect(isShown(label)).to.equal(true);

    document.querySelector<HTMLElement>('#field')!.focus();
    await all(page, end, [[60, 385]]);
    expect(isShown(label), 'in a field').to.equal(false);
    document.querySelector<HTMLElement>('#field')!.blur();
    await pass(page, 50);
    expect(isShown(label)).to.equal(true);

    document.querySelector<HTMLElement>('#written')!.focus();
    const written = document.querySelector('#written')!.firstChild!;
    getSelection()?.collapse(written, 3);
    await all(page, end, [[30, 485]]);
    expect(isShown(label), 'at a caret').to.equal(false);
    await all(page, end, [[30, 200]]);
    expect(isShown(label), 'far from it').to.equal(true);
  });

  it('do not stand on top of one another where there is room beside, nor outside the window', async () => {
    const { page, end } = await crowd(4);
    const near: [number, number][] = [1, 2, 3, 4].map((i) => [innerWidth / 2 + i * 4, 200 + i * 3]);
    await all(page, end, near);
    const boxes = (): DOMRect[] => [1, 2, 3, 4].map((i) => labelOf(page, i).getBoundingClientRect());
    const free = (): void => {
      const now = boxes();
      for (const [i, box] of now.entries())
        for (const other of now.slice(i + 1)) expect(overlap(box, other)).to.equal(false);
    };
    await page.settled();
    free();
    await all(
      page,
      end,
      near.map(([x, y]) => [x + 30, y + 60]),
    );
    await page.settled();
    free();
    await all(
      page,
      end,
      [1, 2, 3, 4].map((i) => [innerWidth - 8, 100 + 60 * i]),
    );
    await page.settled();
    for (const { right } of boxes()) expect(right).to.be.at.most(innerWidth);
  });

  it('stay at their side while nothing is in their way', async () => {
    const { page, end } = await crowd(2);
    await all(page, end, [
      [200, 200],
      [204, 202],
    ]);
    const side = labelOf(page, 2).parentElement!.parentElement!;
    expect(side.className).to.contain('left');
    for (let step = 1; step < 6; step++) {
      const away: [number, number] = [204, 202 + step * 50];
      await all(page, end, [[200, 200], away]);
      expect(side.className, String(step)).to.contain('left');
    }
    await rest(page, end, 3);
    await all(page, end, [
      [200, 200],
      [500, 202],
    ]);
    expect(side.className, 'shown anew').not.to.contain('left');
  });

  it('are not hidden while something is said, but stand elsewhere', async () => {
    const { page, end, label } = await one(100, 200);
    end.send({ type: 'peer_cursor_chat', slot: 1, text: 'Look' });
    await pass(page, 100);
    await page.settled();
    const { x, y, width, height } = label.getBoundingClientRect();
    pointer('pointermove', x + width / 2, y + height / 2);
    await pass(page, 50);
    await page.settled();
    expect(isShown(label)).to.equal(true);
    const after = label.getBoundingClientRect();
    expect(overlap(after, new DOMRect(x + width / 2, y + height / 2, 1, 1))).to.equal(false);
  });
});
