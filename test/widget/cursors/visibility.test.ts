import { expect } from '@open-wc/testing';
import { SAMPLE } from '../../../protocol/cursor-frame.ts';
import { cornerOf, drawn, pass, point, withBo } from '../with-bo.ts';
import { chips, pointAt, pointer } from './with-content.ts';

describe('the visitor’s switches', () => {
  it('hide others’ cursors, and show those that have not moved since', async () => {
    const { page, end } = await withBo();
    pointAt(end, 'target');
    const cursor = await drawn(page);
    page.element.choices.setVisibility({ showOthers: false });
    await page.settled();
    expect(cursor.checkVisibility()).to.equal(false);
    point(end, 100, 100);
    await pass(page, 1_000);
    expect(page.parts('cursor').filter((each) => each.checkVisibility())).to.have.lengthOf(0);
    expect(chips(page)).to.deep.equal([]);
    page.element.choices.setVisibility({ showOthers: true });
    await page.settled();
    await pass(page, 500);
    const [x, y] = cornerOf(page.part('cursor'));
    expect(page.part('cursor').checkVisibility()).to.equal(true);
    expect(x).to.be.closeTo(100, 1);
    expect(y).to.be.closeTo(100, 1);
  });

  it('hide the visitor’s own at once, send nothing more, and show it again where the pointer is', async () => {
    const { page, end } = await withBo();
    point(end, 50, 50);
    await drawn(page);
    pointer('pointermove', 100, 100);
    await pass(page, 300);
    const sent = end.uplinks.length;
    expect(sent).to.be.greaterThan(0);
    page.element.choices.setVisibility({ shareOwn: false });
    await page.settled();
    await pass(page, 200);
    expect(end.uplinks.length).to.equal(sent + 1);
    expect((end.uplinks.at(-1)?.samples.at(-1)?.flags ?? 0) & SAMPLE.gone).to.equal(SAMPLE.gone);
    pointer('pointermove', 120, 120);
    pointer('pointerdown', 120, 120);
    await pass(page, 500);
    expect(end.uplinks.length).to.equal(sent + 1);
    page.element.choices.setVisibility({ shareOwn: true });
    await page.settled();
    await pass(page, 300);
    expect(end.uplinks.length).to.be.greaterThan(sent + 1);
  });
});
