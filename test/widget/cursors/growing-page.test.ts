import { expect } from '@open-wc/testing';
import { countReads } from './counted-text.ts';
import { frame } from '../on-page.ts';
import { withBo, point, drawn } from '../with-bo.ts';

describe('a page that grows all the time', () => {
  let list: HTMLElement;
  beforeEach(() => {
    list = document.createElement('ol');
    list.innerHTML = '<li>one row of many</li>'.repeat(500);
    document.body.prepend(list);
  });
  afterEach(() => list.remove());

  it('is not read again at each change', async () => {
    const { page, end } = await withBo();
    await import('../../../widget/cursors/live-presence-cursors.ts');
    point(end, 60, 60);
    await drawn(page);
    const { left, top } = list.children[2]!.getBoundingClientRect();
    const move = (): void => {
      const at = { clientX: left + 30, clientY: top + 5, bubbles: true, composed: true };
      list.children[2]!.dispatchEvent(new PointerEvent('pointermove', at));
    };
    move();
    await frame();
    await frame();
    const reads = countReads(list.firstElementChild!.firstChild as Text);
    list.append(document.createElement('li'));
    await frame();
    await frame();
    const once = reads();
    expect(once).to.be.at.least(1);
    for (let row = 0; row < 30; row++) {
      list.append(document.createElement('li'));
      move();
      await frame();
    }
    // The rest waits for half a second of the clock, which stands still here.
    expect(reads()).to.equal(once);
  });
});
