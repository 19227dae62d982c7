import { expect } from '@open-wc/testing';
import { SAMPLE } from '../../../protocol/cursor-frame.ts';
import { until } from '../on-page.ts';
import { drawn, pass, point, withBo } from '../with-bo.ts';
import { centerOf, pointAt } from './with-content.ts';

describe('a click', () => {
  it('shows a ring for a moment', async () => {
    const { page, end } = await withBo();
    point(end, 60, 80);
    await drawn(page);
    pointAt(end, 'target', SAMPLE.press);
    await until(() => {
      page.clock.advance(20);
      return page.all('.ripple').length > 0;
    });
    const { x, y, width } = page.find('.ripple').getBoundingClientRect();
    const [cx, cy] = centerOf('target');
    expect(x + width / 2).to.be.closeTo(cx, 1);
    expect(y + width / 2).to.be.closeTo(cy, 1);
    point(end, 60, 80);
    await pass(page, 1_000);
    expect(page.all('.ripple')).to.have.lengthOf(0);
  });
});
