import { expect } from '@open-wc/testing';
import { onPage, until, type OnPage } from '../on-page.ts';
import { drawn, point, withBo } from '../with-bo.ts';

/** How browsers mark a key that belongs to a composition; Safari the one that ends it, by the key code alone. */
const COMPOSING = [{ isComposing: true }, { keyCode: 229 }];

function press(target: HTMLElement, key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', {
    key,
    bubbles: true,
    composed: true,
    cancelable: true,
    ...more,
  });
  target.dispatchEvent(event);
  return event;
}

describe('a key of a composition', () => {
  it('neither sends from the chat nor closes it', async () => {
    const page = await onPage();
    const end = await page.join();
    page.part('chat-toggle').click();
    await until(() => page.parts('chat-input').length > 0);
    const input = page.part('chat-input') as HTMLTextAreaElement;
    input.value = 'にほん';
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    for (const composing of COMPOSING) {
      press(input, 'Enter', composing);
      press(input, 'Escape', composing);
    }
    await page.settled();
    expect(end.of('chat_post')).to.have.lengthOf(0);
    expect(page.element.chat).to.equal('open');
    press(input, 'Escape');
    await page.settled();
    expect(page.element.chat).to.equal('closed');
  });

  it('does not close the people list while the name is edited', async () => {
    const page = await onPage();
    await page.join();
    await page.openPeople();
    const list = page.part('people');
    for (const composing of COMPOSING) press(list, 'Escape', composing);
    await page.settled();
    expect(page.parts('people')).to.have.lengthOf(1);
    press(list, 'Escape');
    await page.settled();
    expect(page.parts('people')).to.have.lengthOf(0);
  });

  describe('at the cursor', () => {
    let content: HTMLElement;
    beforeEach(() => {
      content = document.createElement('p');
      content.textContent = 'Something to point at';
      document.body.append(content);
    });
    afterEach(() => content.remove());

    const field = (page: OnPage): HTMLInputElement | undefined =>
      page.parts('cursor-talk')[0] as HTMLInputElement | undefined;

    it('neither opens the cursor chat, nor closes it, nor clears what was typed', async () => {
      const { page, end } = await withBo({ hotkey: '/' });
      const { left, top } = content.getBoundingClientRect();
      point(end, left + 5, top + 5);
      await drawn(page);
      content.dispatchEvent(
        new PointerEvent('pointermove', { clientX: left + 5, clientY: top + 5, bubbles: true }),
      );
      for (const composing of COMPOSING)
        expect(press(document.body, '/', composing).defaultPrevented).to.equal(false);
      press(document.body, '/');
      await until(() => field(page)?.matches(':focus'));
      const input = field(page)!;
      input.value = 'にほん';
      input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      for (const composing of COMPOSING) {
        press(input, 'Enter', composing);
        press(input, 'Escape', composing);
      }
      await page.settled();
      expect(field(page) === input).to.equal(true);
      page.clock.advance(400);
      expect(end.of('cursor_chat').map(({ text }) => text)).to.deep.equal(['にほん']);
      press(input, 'Enter');
      await page.settled();
      expect(field(page)).to.equal(undefined);
    });
  });
});
