import { expect } from '@open-wc/testing';
import { until } from '../on-page.ts';
import { pass, withBo } from '../with-bo.ts';

describe('a page whose own listeners stop the pointer’s events', () => {
  it('does not keep them from the cursor', async () => {
    const content = document.createElement('p');
    content.textContent = 'Some words that the pointer moves over, in a long line';
    document.body.prepend(content);
    const abort = new AbortController();
    const stop = (event: Event): void => event.stopPropagation();
    for (const type of ['pointermove', 'pointerover', 'pointerdown', 'mousemove'])
      addEventListener(type, stop, { capture: true, signal: abort.signal });
    try {
      const { page, end } = await withBo();
      await until(() => page.find('live-presence-cursors').shadowRoot);
      await page.settled();
      for (const type of ['pointermove', 'pointerover', 'pointerdown']) {
        const before = end.uplinks.length;
        const at = { clientX: 10 + type.charCodeAt(7), clientY: 30, bubbles: true, composed: true };
        content.dispatchEvent(new PointerEvent(type, at));
        await pass(page, 300);
        expect(end.uplinks.length, type).to.be.greaterThan(before);
      }
    } finally {
      abort.abort();
      content.remove();
    }
  });
});
