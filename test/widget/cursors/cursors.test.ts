import { expect } from '@open-wc/testing';
import { COLORS } from '../../../protocol/colors.ts';
import { SAMPLE } from '../../../protocol/cursor-frame.ts';
import { AnchorFinder } from '../../../widget/anchors/anchor-finder.ts';
import { contrast } from '../../../widget/shared/colours.ts';
import { ADA, BO, until } from '../on-page.ts';
import { cornerOf, drawn, pass, point, rest, tick, withBo } from '../with-bo.ts';

let content: HTMLElement;

beforeEach(() => {
  content = document.createElement('div');
  content.innerHTML = '<div id="target"></div><div id="filler"></div>';
  content.style.cssText = 'position: relative; height: 3000px';
  const [target, filler] = content.children as unknown as [HTMLElement, HTMLElement];
  target.style.cssText =
    'position: absolute; left: 40px; top: 60px; width: 400px; height: 300px; background: #ccc';
  filler.style.cssText = 'position: absolute; left: 0; top: 2900px; width: 10px; height: 100px';
  document.body.append(content);
});
afterEach(() => {
  content.remove();
  scrollTo(0, 0);
});

describe('cursors', () => {
  it('are drawn with the tip at the point and a name, also those received before the module', async () => {
    const { page, end } = await withBo();
    point(end, 141, 163);
    const cursor = await drawn(page);
    const [x, y] = cornerOf(cursor);
    expect(x).to.be.closeTo(141, 0.75);
    expect(y).to.be.closeTo(163, 0.75);
    expect(cursor.getAttribute('part')).to.equal('cursor');
    expect(cursor.dataset['member']).to.equal('bo');
    expect(page.part('cursor-label').textContent).to.equal('Bo');
    expect(cursor.className).to.equal('cursor named');
  });

  it('move with their content while the page scrolls, without a script', async () => {
    const { page, end } = await withBo();
    point(end, 200, 200);
    const cursor = await drawn(page);
    const [, before] = cornerOf(cursor);
    scrollTo(0, 150);
    // In the same turn: no frame has passed.
    expect(cornerOf(cursor)[1]).to.equal(before - 150);
    await pass(page, 100);
    expect(cornerOf(cursor)[1]).to.equal(before - 150);
  });

  it('follow their content when the layout changes', async () => {
    const { page, end } = await withBo();
    point(end, 200, 200);
    const cursor = await drawn(page);
    const target = content.firstElementChild as HTMLElement;
    target.style.left = '140px';
    await until(() => {
      page.clock.advance(16);
      return Math.abs(cornerOf(cursor)[0] - 300) < 1;
    });
  });

  it('never make the page longer or wider, and catch no click', async () => {
    const { page, end } = await withBo({}, { ...BO, name: 'A name that is rather long' });
    const { scrollWidth, scrollHeight } = document.documentElement;
    scrollTo(0, 3000);
    const { bottom } = content.getBoundingClientRect();
    const place = new AnchorFinder().at(5, Math.min(bottom, innerHeight) - 2);
    expect(place).not.to.equal(undefined);
    point(end, 5, Math.min(bottom, innerHeight) - 2);
    const cursor = await drawn(page);
    expect(cursor.getBoundingClientRect().bottom).to.be.greaterThan(
      document.documentElement.getBoundingClientRect().bottom,
    );
    expect(document.documentElement.scrollHeight).to.equal(scrollHeight);
    expect(document.documentElement.scrollWidth).to.equal(scrollWidth);
    const [x, y] = cornerOf(cursor);
    expect(document.elementFromPoint(x + 1, y + 1)).not.to.equal(page.element);
    // Far to the right, too.
    cursor.style.transform = 'translate(9000px, 9000px)';
    expect(document.documentElement.scrollWidth).to.equal(scrollWidth);
    expect(document.documentElement.scrollHeight).to.equal(scrollHeight);
  });

  it('are fainter if the content differs', async () => {
    const { page, end } = await withBo();
    const box: [number, number, number, number] = [0, 0, 1, 1];
    end.send({
      type: 'anchor',
      anchors: [{ id: 1, anchor: { from: { by: 'id', name: 'nowhere' }, path: [3], box } }],
    });
    tick(end, { tracks: [{ slot: 7, samples: [{ age: 0, flags: 0, anchor: 1, x: 9000, y: 3000 }] }] });
    expect((await drawn(page)).classList.contains('unsure')).to.equal(true);
  });

  it('fade after 5 s of rest, are gone after 30, and come back with the next movement', async () => {
    const { page, end } = await withBo();
    point(end, 200, 200);
    const cursor = await drawn(page);
    await rest(page, end, 4);
    expect(cursor.className).to.equal('cursor');
    await rest(page, end, 2);
    expect(cursor.classList.contains('idle')).to.equal(true);
    await rest(page, end, 26);
    expect(page.parts('cursor')).to.have.lengthOf(0);
    point(end, 220, 220);
    expect((await drawn(page)).className).to.equal('cursor named');
  });

  it('disappear with their session, on a page change, and with the connection', async () => {
    const { page, end } = await withBo();
    point(end, 200, 200);
    await drawn(page);
    end.send({ type: 'slots', page: '/docs', freed: [7] });
    expect(page.parts('cursor')).to.have.lengthOf(0);
    end.send({
      type: 'slots',
      page: '/docs',
      bound: [{ slot: 8, session: 's2', member: 'bo' }],
    });
    end.send({
      type: 'slots',
      page: '/docs',
      bound: [{ slot: 7, session: 's3', member: 'bo' }],
    });
    point(end, 200, 200);
    await drawn(page);
    end.close(1006);
    expect(page.parts('cursor')).to.have.lengthOf(0);
  });

  it('disappear at once when the pointer leaves the page', async () => {
    const { page, end } = await withBo();
    point(end, 200, 200);
    await drawn(page);
    await pass(page, 500);
    tick(end, { tracks: [{ slot: 7, samples: [{ age: 0, flags: SAMPLE.gone, anchor: 0, x: 0, y: 0 }] }] });
    await pass(page, 800);
    expect(page.parts('cursor')).to.have.lengthOf(0);
  });

  it('disappear if a snapshot of the page does not contain them', async () => {
    const { page, end } = await withBo();
    point(end, 100, 100);
    await drawn(page);
    tick(end, { snapshot: true, tracks: [] });
    await pass(page, 1_000);
    expect(page.parts('cursor')).to.have.length(0);
  });

  it('are marked "you" if they are the visitor’s own, from another tab', async () => {
    const { page, end } = await withBo({}, ADA);
    point(end, 200, 200);
    await drawn(page);
    expect(page.part('cursor-label').textContent).to.equal('Ada Lovelace · you');
  });

  it('of fingers are marks that disappear by themselves', async () => {
    const { page, end } = await withBo();
    point(end, 200, 200, { flags: SAMPLE.touch });
    for (let tries = 0; page.parts('cursor').length === 0 && tries < 400; tries++) await pass(page, 50);
    expect(page.part('cursor').classList.contains('touch')).to.equal(true);
    tick(end, { tracks: [{ slot: 7, samples: [{ age: 0, flags: SAMPLE.gone, anchor: 0, x: 0, y: 0 }] }] });
    await pass(page, 2_500);
    expect(page.parts('cursor')).to.have.lengthOf(0);
  });

  const hex = (rgb: string): string =>
    `#${(rgb.match(/[\d.]+/g) ?? [])
      .slice(0, 3)
      .map((part) => Math.round(Number(part)).toString(16).padStart(2, '0'))
      .join('')}`;

  it('have readable labels, and second tones that differ from their colour', async () => {
    for (const color of ['#ffc53d', '#0090ff', '#222244', ...COLORS]) {
      const { page, end } = await withBo({ room: color.slice(1) }, { ...BO, color, tone: 1 });
      point(end, 200, 200);
      await drawn(page);
      const style = getComputedStyle(page.part('cursor-label'));
      expect(hex(style.backgroundColor)).to.equal(color);
      expect(contrast(hex(style.color), color)).to.be.at.least(4.5);
      expect(hex(getComputedStyle(page.find('.edge')).fill)).to.equal(color);
      expect(contrast(hex(getComputedStyle(page.find('.tone')).fill), color)).to.be.at.least(4.5);
      page.element.remove();
    }
  });

  it('have another second tone for each number, and none without', async () => {
    const shapes: (string | null)[] = [];
    for (const tone of [1, 2, 3, 4, 5, undefined, 6, -1, 0.5]) {
      const { page, end } = await withBo({ room: `tone ${String(tone)}` }, { ...BO, ...(tone && { tone }) });
      point(end, 200, 200);
      await drawn(page);
      shapes.push(page.find('.tone').getAttribute('d'));
      page.element.remove();
    }
    expect(new Set(shapes.slice(0, 5)).size).to.equal(5);
    expect(shapes.slice(0, 5)).not.to.include('');
    expect(new Set(shapes.slice(5))).to.deep.equal(new Set(['']));
  });

  it('are seen on any page: their outline, or the line around that, has a contrast of 3:1', async () => {
    const { page, end } = await withBo();
    point(end, 200, 200);
    await drawn(page);
    const ring = hex(getComputedStyle(page.find('.ring')).stroke);
    const edge = getComputedStyle(page.find('.edge')).stroke;
    expect(edge).to.equal('rgba(0, 0, 0, 0.5)');
    for (let grey = 0; grey <= 255; grey++) {
      const background = hex([grey, grey, grey].join(' '));
      const line = hex([grey / 2, grey / 2, grey / 2].join(' '));
      expect(Math.max(contrast(ring, background), contrast(ring, line)), background).to.be.at.least(3);
    }
  });

  it('are neither drawn nor sent with cursors="off"', async () => {
    const { page, end } = await withBo({ cursors: 'off' });
    document.dispatchEvent(new PointerEvent('pointermove', { clientX: 100, clientY: 100, bubbles: true }));
    await pass(page, 300);
    expect(end.uplinks).to.have.lengthOf(0);
    expect(page.parts('cursor')).to.have.lengthOf(0);
  });

  it('request no animation frame when nothing moves', async () => {
    const { page, end } = await withBo();
    point(end, 200, 200);
    await drawn(page);
    await pass(page, 500);
    const { requestAnimationFrame: real } = window;
    let asked = 0;
    window.requestAnimationFrame = (callback) => {
      asked++;
      return real(callback);
    };
    for (let round = 0; round < 5; round++) await new Promise((resolve) => real(resolve));
    window.requestAnimationFrame = real;
    expect(asked).to.equal(0);
  });
});
