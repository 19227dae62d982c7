import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { BO, until, type OnPage } from '../on-page.ts';
import { drawn, pass, point, withBo } from '../with-bo.ts';
import { longContent, pointer } from './with-content.ts';

describe('the cursor chat', () => {
  const field = (page: OnPage): HTMLInputElement | undefined =>
    page.all('[part=cursor-talk]')[0] as HTMLInputElement;
  const press = (
    key: string,
    target: Element = document.body,
    more: KeyboardEventInit = {},
  ): KeyboardEvent => {
    const event = new KeyboardEvent('keydown', {
      key,
      bubbles: true,
      composed: true,
      cancelable: true,
      ...more,
    });
    target.dispatchEvent(event);
    return event;
  };
  async function ready(attributes: Record<string, string> = { hotkey: '/' }) {
    const all = await withBo(attributes);
    point(all.end, 50, 50);
    await drawn(all.page);
    pointer('pointermove', 200, 150);
    await pass(all.page, 300);
    return all;
  }
  async function opened(page: OnPage): Promise<HTMLInputElement> {
    await until(() => field(page)?.matches(':focus'));
    return field(page) as HTMLInputElement;
  }

  it('opens at the pointer with its key, sends what is typed, and closes with Esc', async () => {
    const { page, end } = await ready();
    const before = document.createElement('button');
    longContent().append(before);
    before.focus();
    const keys: string[] = [];
    const listen = ({ key }: KeyboardEvent): number => keys.push(key);
    document.addEventListener('keydown', listen);
    expect(press('/').defaultPrevented).to.equal(true);
    const input = await opened(page);
    const { x, y } = input.getBoundingClientRect();
    expect(x).to.be.closeTo(214, 2);
    expect(y).to.be.closeTo(168, 2);
    await sendKeys({ type: 'hi' });
    page.clock.advance(400);
    expect(end.of('cursor_chat').at(-1)?.text).to.equal('hi');
    expect(keys, 'the page gets no key that is typed').to.deep.equal(['/']);
    await sendKeys({ press: 'Escape' });
    await page.settled();
    page.clock.advance(400);
    expect(field(page)).to.equal(undefined);
    expect(end.of('cursor_chat').at(-1)?.text).to.equal('');
    expect(document.activeElement).to.equal(before);
    document.removeEventListener('keydown', listen);
  });

  it('closes after five seconds without a key', async () => {
    const { page, end } = await ready();
    press('/');
    const input = await opened(page);
    input.value = 'x';
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    page.clock.advance(4_900);
    expect(field(page)).not.to.equal(undefined);
    page.clock.advance(200);
    await page.settled();
    expect(field(page)).to.equal(undefined);
    page.clock.advance(400);
    expect(end.of('cursor_chat').map(({ text }) => text)).to.deep.equal(['x', '']);
  });

  it('does not open in fields, with any other key, or without the attribute', async () => {
    const { page } = await ready();
    longContent().insertAdjacentHTML(
      'beforeend',
      `<input id="i"><textarea id="t"></textarea><select id="s"></select><div id="e" contenteditable><b id="b">x</b></div>
       <div id="r" role="textbox"></div><closed-field id="c"></closed-field>`,
    );
    for (const id of ['i', 't', 's', 'e', 'b', 'r', 'c']) {
      const target = longContent().querySelector(`#${id}`);
      expect(target && press('/', target).defaultPrevented, id).to.equal(false);
    }
    expect(press('/', document.body, { isComposing: true }).defaultPrevented).to.equal(false);
    expect(press('/', document.body, { ctrlKey: true }).defaultPrevented).to.equal(false);
    expect(press('k').defaultPrevented).to.equal(false);
    page.element.choices.setVisibility({ shareOwn: false });
    await page.settled();
    expect(press('/').defaultPrevented, 'with one’s own cursor hidden').to.equal(false);
    page.element.remove();
    await ready({ room: 'other' });
    expect(press('/').defaultPrevented).to.equal(false);
    expect(press('').defaultPrevented).to.equal(false);
  });

  it('of others is shown at their cursor, as text, and fades after five seconds', async () => {
    const { page, end } = await ready();
    const text = '<img src=x onerror=alert(1)>';
    end.send({ type: 'peer_cursor_chat', slot: 7, text });
    await pass(page, 200);
    const chat = page.part('cursor-says');
    expect(chat.textContent).to.equal(text);
    expect(chat.checkVisibility({ visibilityProperty: true })).to.equal(true);
    await pass(page, 5_000);
    expect(page.part('cursor').classList.contains('chatting')).to.equal(false);
    end.send({ type: 'peer_cursor_chat', slot: 7, text: 'again' });
    await pass(page, 200);
    expect(page.part('cursor').classList.contains('chatting')).to.equal(true);
    end.send({ type: 'peer_cursor_chat', slot: 7, text: '' });
    await pass(page, 200);
    expect(page.part('cursor').classList.contains('chatting')).to.equal(false);
    expect(page.part('cursor').dataset['member']).to.equal(BO.id);
  });

  for (const [what, texts] of [
    ['a long one', ['a sentence that is a good deal wider than any label beside a cursor']],
    ['a short one after a long one', ['a sentence that is a good deal wider than any label', 'ok']],
    ['one without a place to break', ['w'.repeat(120)]],
  ] as const)
    it(`of others is in one bubble with the name, which grows and goes back: ${what}`, async () => {
      const { page, end } = await ready();
      const label = page.part('cursor-label');
      const size = async (): Promise<[number, number]> => {
        await page.settled();
        return [label.offsetWidth, label.offsetHeight];
      };
      const before = await size();
      for (const text of texts) {
        end.send({ type: 'peer_cursor_chat', slot: 7, text });
        await pass(page, 200);
        const [width, height] = await size();
        const says = page.part('cursor-says');
        expect(label.contains(says), 'one bubble').to.equal(true);
        expect(height, 'as high as name and text').to.be.closeTo(before[1] + says.offsetHeight, 1);
        expect(width).to.equal(Math.max(before[0], says.offsetWidth + 14));
      }
      end.send({ type: 'peer_cursor_chat', slot: 7, text: '' });
      await pass(page, 100);
      expect(await size(), 'at once').to.deep.equal(before);
      await pass(page, 1_000);
      expect(page.parts('cursor-says')).to.have.length(0);
      expect(await size(), 'and later').to.deep.equal(before);
    });
});
