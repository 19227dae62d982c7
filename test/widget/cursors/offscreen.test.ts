import { expect } from '@open-wc/testing';
import { frame, person, until } from '../on-page.ts';
import { cornerOf, drawn, pass, tick, withBo } from '../with-bo.ts';
import { chips, pointAt } from './with-content.ts';

describe('beyond the window', () => {
  it('a chip says who and how far, and a click scrolls there', async () => {
    const { page, end } = await withBo();
    pointAt(end, 'far');
    await drawn(page);
    await pass(page, 1_200);
    expect(chips(page)).to.have.lengthOf(1);
    expect(chips(page)[0]).to.match(/Bo ?↓ \d+ screens/);
    await expect(page.element).to.be.accessible();
    page.part('cursor-chip').click();
    await until(() => {
      page.clock.advance(16);
      const [, y] = cornerOf(page.part('cursor'));
      return y > 0 && y < innerHeight;
    });
    await pass(page, 1_000);
    expect(chips(page)).to.deep.equal([]);
    scrollTo(0, 0);
    await frame();
    await pass(page, 1_200);
    expect(chips(page)).to.have.lengthOf(1);
    end.send({ type: 'slots', page: '/docs', freed: [7] });
    await pass(page, 1_200);
    expect(chips(page)).to.deep.equal([]);
  });

  it('at most three people are shown at an edge, the nearest, and a number', async () => {
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

  it('nobody who rests for long, and nobody who is in view', async () => {
    const { page, end } = await withBo();
    pointAt(end, 'target');
    await drawn(page);
    await pass(page, 1_200);
    expect(chips(page)).to.deep.equal([]);
  });
});
