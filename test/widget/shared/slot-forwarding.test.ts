import { expect } from '@open-wc/testing';
import { OnPage, until } from '../on-page.ts';

/** What can be seen of a slot, from whichever tree it came. */
const seen = (slot: Element | null | undefined): string =>
  (slot as HTMLSlotElement)
    .assignedNodes({ flatten: true })
    .map((node) => node.textContent?.trim())
    .join(' ');

async function chatWith(content: Record<string, string>): Promise<OnPage> {
  const page = new OnPage({ chat: 'open' });
  for (const [slot, textContent] of Object.entries(content))
    page.element.append(Object.assign(document.createElement('b'), { slot, textContent }));
  await page.show();
  await page.join();
  await until(() => inPanel(page, 'header') && inPanel(page, 'empty'));
  await page.settled();
  return page;
}

const inPanel = (page: OnPage, name: string) =>
  page.parts('chat')[0]?.shadowRoot?.querySelector(`slot[name=${name}]`);

describe('slotted content of the page', () => {
  it('is shown in the badge, in the chat’s header, and in the empty chat', async () => {
    const page = await chatWith({ 'badge-icon': '★', 'chat-header': 'Ask us', 'chat-empty': 'Say hello' });
    expect(seen(page.part('badge').querySelector('slot'))).to.equal('★');
    expect(seen(inPanel(page, 'header'))).to.equal('Ask us');
    expect(seen(inPanel(page, 'empty'))).to.equal('Say hello');
    await expect(page.element).to.be.accessible();
    page.element.remove();
  });

  it('is replaced by default texts if there is none', async () => {
    const page = await chatWith({});
    expect(seen(inPanel(page, 'header'))).to.equal('Chat');
    expect(seen(inPanel(page, 'empty'))).to.match(/Nobody|Nothing|No /);
    page.element.remove();
  });
});
