import { expect } from '@open-wc/testing';
import { until, type OnPage } from '../on-page.ts';
import { pass, withBo } from '../with-bo.ts';
import { centerOf, pointAt } from './with-content.ts';

async function openList(page: OnPage): Promise<void> {
  page.part('badge').click();
  await until(() => page.parts('person').length > 0);
  await page.settled();
}

describe('the list of people', () => {
  it('scrolls to somebody’s cursor, inside what scrolls on the page too, and points it out', async () => {
    const { page, end } = await withBo();
    pointAt(end, 'deep');
    await pass(page, 3_000);
    await openList(page);
    page.find('[data-member=bo] button').click();
    await until(() => {
      page.clock.advance(16);
      const [x, y] = centerOf('deep');
      return document.elementFromPoint(x, y)?.id === 'deep';
    });
    await pass(page, 300);
    const cursor = page.part('cursor');
    expect(cursor.hidden).to.equal(false);
    expect(cursor.classList.contains('flash')).to.equal(true);
    await pass(page, 2_000);
    expect(cursor.classList.contains('flash')).to.equal(false);
  });
});
