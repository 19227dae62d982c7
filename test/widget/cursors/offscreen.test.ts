import { expect } from '@open-wc/testing';
import { frame, person, until } from '../on-page.ts';
import { cornerOf, drawn, pass, tick, withBo } from '../with-bo.ts';
import { chips, longContent, pointAt } from './with-content.ts';

describe('people off screen', () => {
  it('have a chip with name and distance, and a click scrolls there', async () => {
    const { page, end } = await withBo();
    pointAt(end, 'far');
    await drawn(page);
    await pass(page, 1_200);
    expect(chips(page)).to.have.lengthOf(1);
    expect(chips(page)[0]).to.match(/Bo ?↓ \d+ screens/);
    // The label may be about to fade.
    const layer = page.find('live-presence-cursors').shadowRoot;
    await Promise.all(layer?.getAnimations().map(({ finished }) => finished) ?? []);
    await expect(page.element).to.be.accessible();
    page.part('cursor-chip').click();
    await until(() => {
      page.clock.advance(16);
      const [, y] = cornerOf(page.part('cursor'));
      return y > 0 && y < innerHeight;
    });
    await pass(page, 1_000);
    expect(chips(page)).to.deep.equal([]);
    window.dispatchEvent(new WheelEvent('wheel'));
    scrollTo(0, 0);
    await frame();
    await pass(page, 1_200);
    expect(chips(page)).to.have.lengthOf(1);
    end.send({ type: 'slots', page: '/docs', freed: [7] });
    await pass(page, 1_200);
    expect(chips(page)).to.deep.equal([]);
  });

  it('are reached by a click past sections that get their height only when rendered', async () => {
    const { page, end } = await withBo();
    longContent().style.height = 'auto';
    longContent().innerHTML = `${`<section style="content-visibility: auto; contain-intrinsic-size: 300px 80px">
        <div style="height: 700px"></div></section>`.repeat(30)}<p id="far">Here</p>`;
    pointAt(end, 'far');
    await drawn(page);
    await pass(page, 1_200);
    page.part('cursor-chip').click();
    await until(() => {
      page.clock.advance(16);
      const [, y] = cornerOf(page.part('cursor'));
      return y > 0 && y < innerHeight;
    });
  });

  it('are the three nearest at each edge, and a number for the rest', async () => {
    const { page, end } = await withBo();
    const people = Array.from({ length: 9 }, (_, i) => person(i));
    end.send({ type: 'presence', count: 11, joins: people });
    const slots = people.map(({ id }, i) => ({ slot: 20 + i, session: `s${i}`, member: id }));
    end.send({ type: 'slots', page: '/docs', bound: slots });
    const box: [number, number, number, number] = [0, 0, 1, 1];
    end.send({ type: 'anchor', anchors: [{ id: 2, anchor: { path: [], box } }] });
    tick(end, {
      tracks: slots.map(({ slot }, i) => ({
        slot,
        samples: [{ age: 0, flags: 0, anchor: 2, x: 9_000, y: 60_000 - i * 2_000 }],
      })),
    });
    await until(() => {
      page.clock.advance(50);
      return chips(page).length === 3;
    });
    expect(chips(page).map((text) => /Person \d/.exec(text)?.[0])).to.deep.equal([
      'Person 8',
      'Person 7',
      'Person 6',
    ]);
    expect(page.find('.more.chip').textContent).to.equal('+6');
  });

  it('have no chip while their cursor is in view', async () => {
    const { page, end } = await withBo();
    pointAt(end, 'target');
    await drawn(page);
    await pass(page, 1_200);
    expect(chips(page)).to.deep.equal([]);
  });
});
