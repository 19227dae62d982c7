import { expect } from '@open-wc/testing';
import { resetMouse, sendKeys, sendMouse } from '@web/test-runner-commands';
import { until } from '../../on-page.ts';
import { bo, own, WithChat } from '../with-chat.ts';

const TEXT = 'a few words';

describe('the menu of a message', () => {
  afterEach(() => resetMouse());

  async function opened(): Promise<WithChat> {
    const events = Array.from({ length: 20 }, (_, i) => (i % 2 ? bo(i + 1, TEXT) : own(i + 1, TEXT)));
    return WithChat.open({ events, seq: 20 });
  }
  const menus = (chat: WithChat): string[] => chat.page.all('.actions').map(({ ariaLabel }) => ariaLabel!);
  const at = async (element: Element, type: 'move' | 'click'): Promise<void> => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const position: [number, number] = [Math.round(left + width / 2), Math.round(top + height / 2)];
    await sendMouse(type === 'move' ? { type, position } : { type, position });
  };
  const text = (chat: WithChat, index: number): Element => chat.message(index).querySelector('.text')!;
  /** Clicks a button of a message's menu with the mouse. */
  async function click(chat: WithChat, index: number, name: string): Promise<void> {
    await at(text(chat, index), 'move');
    await until(() => chat.message(index).querySelector('.actions'));
    await at(chat.button(name, chat.message(index)), 'click');
    await chat.page.settled();
  }
  /** Nothing at the message tells of a focus or a pointer. */
  function expectPlain(message: HTMLElement): void {
    expect(message.querySelectorAll('.actions')).to.have.lengthOf(0);
    for (const element of [message, ...message.querySelectorAll('*')])
      expect(getComputedStyle(element).outlineStyle, element.localName).to.equal('none');
  }

  for (const [name, index] of [
    ['Add reaction', 17],
    ['Add reaction', 18],
    ['Delete', 18],
  ] as const)
    it(`goes with the mouse to the next message, after "${name}" of ${String(index)} and Esc`, async () => {
      const chat = await opened();
      await click(chat, index, name);
      await sendKeys({ press: 'Escape' });
      await chat.page.settled();
      expect(menus(chat)).to.deep.equal(['Message actions']);
      await at(text(chat, 19), 'move');
      await until(() => chat.message(19).querySelector('.actions'));
      await chat.page.settled();
      expectPlain(chat.message(index));
      expect(menus(chat)).to.deep.equal(['Message actions']);
      expect(chat.page.element.chat).to.equal('open');
    });

  it('goes with the mouse once an emoji is chosen', async () => {
    const chat = await opened();
    await click(chat, 18, 'Add reaction');
    await at(chat.button('🎉', chat.message(18)), 'click');
    await chat.page.settled();
    await at(chat.page.find('h2'), 'move');
    await until(() => menus(chat).length === 0);
    await chat.page.settled();
    expectPlain(chat.message(18));
  });

  it('goes when the panel moves away from a mouse at rest, as it does while it slides in', async () => {
    const chat = await opened();
    const { left, top } = text(chat, 18).getBoundingClientRect();
    const [clientX, clientY] = [Math.round(left) + 4, Math.round(top) + 4] as const;
    await sendMouse({ type: 'move', position: [clientX, clientY] });
    await until(() => menus(chat).length === 1);
    // What browsers say then.
    const leave = new PointerEvent('pointerleave', { pointerType: 'mouse', clientX, clientY });
    chat.page.part('chat-log').dispatchEvent(leave);
    await chat.page.settled();
    expectPlain(chat.message(18));
  });

  for (const name of ['Add reaction', 'Delete'])
    it(`closes when one goes on writing: ${name}`, async () => {
      const chat = await opened();
      await click(chat, 18, name);
      await at(chat.input, 'click');
      await sendKeys({ type: 'on' });
      await chat.page.settled();
      expect(chat.input.value).to.equal('on');
      expect(menus(chat)).to.deep.equal([]);
    });

  for (const name of ['Add reaction', 'Delete'])
    it(`closes when one scrolls: ${name}`, async () => {
      const chat = await opened();
      await click(chat, 18, name);
      chat.page.part('chat-log').scrollTop -= 200;
      await until(() => chat.page.all('.newer').length > 0);
      await chat.page.settled();
      expect(menus(chat)).to.not.include(name === 'Delete' ? 'Delete for everyone' : name);
      expect(chat.page.all('.actions .error')).to.have.lengthOf(0);
    });

  it('closes when the focus leaves it with the keyboard, and not before', async () => {
    const chat = await opened();
    chat.message(19).focus();
    await chat.page.settled();
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Enter' });
    await chat.page.settled();
    for (let step = 0; step < 6; step++) {
      expect(menus(chat)).to.deep.equal(['Add reaction']);
      await sendKeys({ press: 'Tab' });
      await chat.page.settled();
    }
    expect(menus(chat)).to.deep.equal(['Add reaction']);
    await sendKeys({ press: 'Tab' });
    await chat.page.settled();
    expect(menus(chat)).to.deep.equal([]);
  });

  it('stays open while messages arrive', async () => {
    const chat = await opened();
    await click(chat, 18, 'Add reaction');
    await chat.hear(bo(21, TEXT), bo(22, TEXT));
    expect(menus(chat)).to.deep.equal(['Add reaction']);
  });

  it('asks before it deletes, and takes no for an answer', async () => {
    const chat = await opened();
    await chat.choose(18, 'Delete');
    chat.button('Cancel', chat.message(18)).click();
    await chat.page.settled();
    expect(chat.end.of('chat_delete')).to.have.lengthOf(0);
    expect(menus(chat)).to.deep.equal(['Message actions']);
    expect(chat.message(18).matches(':focus-within')).to.equal(true);
  });
});
