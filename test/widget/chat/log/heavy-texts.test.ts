import { expect } from '@open-wc/testing';
import { CRAFTED_NAMES, HEAVY_TEXTS } from '../../../helpers/heavy-texts.ts';
import { bo, WithChat } from '../with-chat.ts';
import { ADA, BO } from '../../on-page.ts';

/** As high as a message may be that nobody has unfolded, in px: 600 of the widest characters. */
const HEIGHT = 1000;
const MEMBERS = [ADA, BO, ...CRAFTED_NAMES.map((name, index) => ({ ...BO, id: `m${index}`, name }))];

const mentions = CRAFTED_NAMES.map((_, index) => `m${index}`);

describe('heavy texts', () => {
  for (const [name, text] of Object.entries(HEAVY_TEXTS))
    it(`are drawn with few elements, and folded: ${name}`, async () => {
      const chat = await WithChat.open({}, {}, MEMBERS);
      await chat.hear(bo(1, text, { mentions }));
      const shown = chat.page.part('message-text');
      expect(shown.querySelectorAll('*').length, 'elements').to.be.lessThan(100);
      expect(shown.getBoundingClientRect().height, 'height').to.be.lessThan(HEIGHT);
      expect(shown.scrollHeight, 'height of its content').to.be.lessThan(HEIGHT);
      expect(shown.querySelector('details')?.open).to.equal(false);
      // Nothing is lost, and nothing is shown twice.
      const all = [...shown.querySelectorAll('summary')].reduce(
        (rest, { textContent }) => rest.replace(textContent, ''),
        shown.textContent.trim(),
      );
      expect(all.replaceAll('`', '')).to.equal(text.replaceAll('`', '').trim());
    });

  it('open and close like any disclosure', async () => {
    const chat = await WithChat.open();
    await chat.hear(bo(1, `https://example.org/start ${'word '.repeat(300)}https://example.org/end`));
    const shown = chat.page.part('message-text');
    const folded = shown.getBoundingClientRect().height;
    shown.querySelector('summary')?.click();
    expect(shown.getBoundingClientRect().height).to.be.greaterThan(folded);
    expect([...shown.querySelectorAll('a')].map(({ href }) => href)).to.deep.equal([
      'https://example.org/start',
      'https://example.org/end',
    ]);
    await chat.hear(bo(2, 'something else'));
    expect(shown.querySelector('details')?.open, 'stays open').to.equal(true);
  });
});
