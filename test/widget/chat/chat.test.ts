import { expect, oneEvent } from '@open-wc/testing';
import { messageEvent } from '../client/visitor.ts';
import { ADA, BO, CY, onPage, person, until, type OnPage } from '../on-page.ts';
import { plain } from './with-chat.ts';

const text = (element: HTMLElement): string => element.textContent.replace(/\s+/g, ' ').trim();

async function openChat(page: OnPage): Promise<void> {
  page.element.openChat();
  await until(() => page.parts('chat-input').length > 0);
  await page.settled();
}

function input(page: OnPage): HTMLTextAreaElement {
  return page.find('textarea') as HTMLTextAreaElement;
}

async function write(
  page: OnPage,
  value: string,
  key: Partial<KeyboardEventInit> = {},
): Promise<KeyboardEvent> {
  input(page).value = value;
  input(page).dispatchEvent(new InputEvent('input', { bubbles: true }));
  const event = new KeyboardEvent('keydown', {
    key: 'Enter',
    bubbles: true,
    composed: true,
    cancelable: true,
    ...key,
  });
  input(page).dispatchEvent(event);
  await page.settled();
  return event;
}

describe('the chat', () => {
  it('opens and closes, which its attribute reflects', async () => {
    const page = await onPage();
    await page.join();
    expect(page.parts('chat')).to.have.lengthOf(0);
    page.part('chat-toggle').click();
    await until(() => page.parts('chat-input').length > 0);
    expect(page.element.getAttribute('chat')).to.equal('open');
    expect(page.part('chat-toggle').getAttribute('aria-expanded')).to.equal('true');
    page.part('chat-toggle').click();
    await page.settled();
    expect(page.element.getAttribute('chat')).to.equal('closed');
    expect(getComputedStyle(page.part('chat')).display).to.equal('none');
  });

  it('has parts that the page can style: the button’s at once, the panel’s with its script', async () => {
    const parts = [
      'chat',
      'chat-log',
      'message',
      'message-author',
      'message-text',
      'message-time',
      'chat-input',
    ];
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      [...parts, 'chat-toggle', 'chat-send']
        .map((part) => `live-presence::part(${part}) { --styled: ${part} }`)
        .join('\n'),
    );
    document.adoptedStyleSheets.push(sheet);
    try {
      const page = await onPage();
      await page.join([ADA, BO], { events: [messageEvent(1)], seq: 1 });
      const styled = (part: string): string =>
        getComputedStyle(page.part(part)).getPropertyValue('--styled').trim();
      expect(styled('chat-toggle')).to.equal('chat-toggle');
      await openChat(page);
      await until(() => page.parts('message').length > 0);
      expect(parts.map(styled)).to.deep.equal(parts);
      expect(styled('chat-toggle')).to.equal('chat-toggle');
    } finally {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    }
  });

  it('says that it is unavailable while the server can’t read its messages, not that there are none', async () => {
    const page = await onPage();
    const end = await page.join([ADA, BO], { chat: 'unavailable', epoch: '', seq: 0, recovered: false });
    await openChat(page);
    const texts = () => page.all('.banner, .empty').map((element) => element.textContent.trim());
    expect(texts()).to.deep.equal(['The chat is unavailable. Messages will be sent later.']);
    end.send({ type: 'log', epoch: 'e1', seq: 0, events: [], recovered: false });
    await page.settled();
    expect(texts()).to.have.lengthOf(1);
    expect(texts()[0]).to.contain('No messages yet');
  });

  for (const [how, open] of [
    ['the button', (page: OnPage) => page.part('chat-toggle').click()],
    ['a script', (page: OnPage) => page.element.openChat()],
  ] as const)
    it(`stays open when the page morphs itself and removes our attribute, opened by ${how}`, async () => {
      const page = await onPage();
      await page.join();
      open(page);
      await until(() => page.parts('chat-input').length > 0);
      expect(page.element.getAttribute('chat')).to.equal('open');
      page.element.removeAttribute('chat');
      await page.settled();
      expect(page.element.chat).to.equal('open');
      expect(input(page).checkVisibility()).to.equal(true);
      page.element.closeChat();
      await page.settled();
      expect(input(page).checkVisibility()).to.equal(false);
    });

  it('stays open if it is placed alone and the page removes its attribute', async () => {
    const page = await onPage({ chat: 'off', id: 'one' });
    await page.join();
    const chat = document.createElement('live-presence-chat');
    chat.setAttribute('for', 'one');
    document.body.append(chat);
    await until(() => chat.shadowRoot?.querySelector('button'));
    chat.toggle();
    await page.settled();
    expect(chat.hasAttribute('open')).to.equal(true);
    chat.removeAttribute('open');
    await page.settled();
    expect(chat.open).to.equal(true);
    chat.toggle();
    await page.settled();
    expect(chat.open).to.equal(false);
    chat.setAttribute('open', '');
    await page.settled();
    chat.removeAttribute('open');
    await page.settled();
    expect(chat.open, 'the site’s own').to.equal(false);
    chat.remove();
  });

  it('closes when the site removes the attribute that it set itself', async () => {
    const page = await onPage({ chat: 'open' });
    await page.join();
    await until(() => page.parts('chat-input').length > 0);
    page.element.removeAttribute('chat');
    await page.settled();
    expect(page.element.chat).to.equal('closed');
  });

  it('does not exist with chat="off", and does not open', async () => {
    const page = await onPage({ chat: 'off' });
    await page.join();
    page.element.openChat();
    await page.settled();
    expect(page.parts('chat-toggle')).to.have.lengthOf(0);
    expect(page.element.chat).to.equal('off');
  });

  it('takes the focus when the visitor opens it, never by itself', async () => {
    const page = await onPage({ chat: 'open' });
    await page.join();
    await until(() => page.parts('chat-input').length > 0);
    expect(document.activeElement).to.equal(document.body);
    page.part('chat-toggle').click();
    page.part('chat-toggle').click();
    await until(() => document.activeElement === page.element);
    expect(page.find('live-presence-composer').shadowRoot?.activeElement === input(page)).to.equal(true);
    const escape = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true });
    input(page).dispatchEvent(escape);
    await page.settled();
    expect(page.element.chat).to.equal('closed');
    expect(page.find('live-presence-chat').shadowRoot?.activeElement === page.part('chat-toggle')).to.equal(
      true,
    );
  });

  it('sends with Enter, breaks the line with Shift+Enter, and ignores keys of a composition', async () => {
    const page = await onPage();
    const end = await page.join();
    await openChat(page);
    expect((await write(page, 'with shift', { shiftKey: true })).defaultPrevented).to.equal(false);
    expect((await write(page, 'にほん', { isComposing: true })).defaultPrevented).to.equal(false);
    expect((await write(page, 'にほん', { keyCode: 229 })).defaultPrevented).to.equal(false);
    expect((await write(page, '  \n ')).defaultPrevented).to.equal(true);
    expect(end.of('chat_post')).to.have.lengthOf(0);
    await write(page, ' hello\nthere ');
    expect(end.of('chat_post').map(({ text: sent }) => sent)).to.deep.equal(['hello\nthere']);
    expect(input(page).value).to.equal('');
  });

  it('shows a message as pending until the server has stored it, then once', async () => {
    const page = await onPage();
    const end = await page.join();
    await openChat(page);
    await write(page, 'hello');
    expect(page.part('message').dataset['state']).to.equal('pending');
    const [post] = end.of('chat_post');
    const op = post?.op ?? '';
    const drawn = page.part('message');
    end.send({ type: 'ack', op, seq: 1, at: 1 });
    end.send({
      type: 'chat',
      events: [messageEvent(1, { member: 'ada', name: 'Ada Lovelace', op, text: 'hello', at: Date.now() })],
    });
    await page.settled();
    expect(page.parts('message')).to.deep.equal([drawn]);
    expect(drawn.dataset['state']).to.equal('sent');
    expect(drawn.classList.contains('mine')).to.equal(true);
  });

  it('shows why a message failed, and can retry or discard it', async () => {
    const page = await onPage();
    const end = await page.join();
    await openChat(page);
    await write(page, 'too long');
    const refuse = (): void => {
      const op = end.of('chat_post').at(-1)?.op ?? '';
      end.send({ type: 'error', code: 'too_long', ref: op, message: 'x' });
    };
    refuse();
    await page.settled();
    expect(page.part('message').dataset['state']).to.equal('failed');
    expect(text(page.part('message'))).to.include('Not sent: too long');
    await expect(page.element).to.be.accessible();
    const [retry, discard] = page.part('message').querySelectorAll('button');
    retry?.click();
    await page.settled();
    expect(end.of('chat_post')).to.have.lengthOf(2);
    expect(page.part('message').dataset['state']).to.equal('pending');
    refuse();
    await page.settled();
    (page.part('message').querySelectorAll('button')[1] ?? discard)?.click();
    await page.settled();
    expect(page.parts('message')).to.have.lengthOf(0);
  });

  it('queues messages while offline, and shows that', async () => {
    const page = await onPage();
    const end = await page.join();
    await openChat(page);
    end.close(1006);
    await until(() => page.element.status === 'reconnecting');
    await write(page, 'later');
    expect(page.part('message').dataset['state']).to.equal('pending');
    expect(page.find('form').textContent).to.include('once you’re connected');
  });

  it('does not send a message that is too long', async () => {
    const page = await onPage();
    const end = await page.join();
    await openChat(page);
    await write(page, 'x'.repeat(4001));
    expect(end.of('chat_post')).to.have.lengthOf(0);
    expect(page.find('form').textContent).to.include('-1');
    expect(page.part('chat-send').getAttribute('aria-disabled')).to.equal('true');
  });

  it('counts unread messages while it is closed', async () => {
    const page = await onPage();
    const end = await page.join();
    expect(page.parts('unread')).to.have.lengthOf(0);
    end.send({ type: 'chat', events: [messageEvent(1), messageEvent(2)] });
    await page.settled();
    expect(text(page.part('unread'))).to.equal('2');
    await openChat(page);
    expect(page.parts('unread')).to.have.lengthOf(0);
    page.element.closeChat();
    await page.settled();
    end.send({ type: 'chat', events: [messageEvent(3)] });
    await page.settled();
    expect(text(page.part('unread'))).to.equal('1');
  });

  it('groups messages by author, with time and day', async () => {
    const page = await onPage({ lang: 'en-GB' });
    const at = new Date(2026, 9, 2, 14, 5).getTime();
    await page.join([ADA, BO], {
      events: [
        messageEvent(1, { at }),
        messageEvent(2, { at: at + 1000 }),
        messageEvent(3, { at: at + 60_000, member: 'ada', name: 'Ada' }),
      ],
      seq: 3,
    });
    await openChat(page);
    const messages = page.parts('message');
    expect(messages.map((message) => message.classList.contains('first'))).to.deep.equal([true, false, true]);
    expect(messages.map((message) => message.classList.contains('mine'))).to.deep.equal([false, false, true]);
    expect(page.parts('message-author').map(text)).to.deep.equal(['Bob', 'Bob', 'Ada']);
    expect(text(page.part('message-time'))).to.equal('14:05');
    expect(text(page.part('chat-log'))).to.include('2 October');
  });

  it('sums up joins and leaves in one line between two messages', async () => {
    const page = await onPage();
    const end = await page.join([ADA]);
    await openChat(page);
    const lines = (): string[] => page.parts('system-message').map((line) => plain(text(line)));
    expect(lines()).to.deep.equal([]);
    end.send({ type: 'presence', count: 2, joins: [BO] });
    await page.settled();
    expect(lines()).to.deep.equal(['Bo joined']);
    end.send({ type: 'presence', count: 10, joins: Array.from({ length: 8 }, (_, index) => person(index)) });
    end.send({ type: 'presence', count: 9, leaves: ['p1'] });
    await page.settled();
    expect(lines()).to.deep.equal(['Bo and 7 others joined']);
    end.send({ type: 'chat', events: [messageEvent(1)] });
    end.send({ type: 'presence', count: 9, joins: [CY], leaves: ['bo'] });
    await page.settled();
    expect(lines()).to.deep.equal(['Bo and 7 others joined', 'Cy joined · Bo left']);
  });

  it('follows new messages at the end, and otherwise keeps its position', async () => {
    const page = await onPage();
    const end = await page.join([ADA, BO], {
      events: Array.from({ length: 60 }, (_, index) => messageEvent(index + 1)),
      seq: 60,
    });
    await openChat(page);
    const log = page.part('chat-log');
    const left = (): number => log.scrollHeight - log.scrollTop - log.clientHeight;
    expect(left()).to.be.lessThan(2);
    end.send({ type: 'chat', events: [messageEvent(61)] });
    await page.settled();
    expect(left()).to.be.lessThan(2);
    log.scrollTop = 100;
    await page.settled();
    end.send({ type: 'chat', events: [messageEvent(62)] });
    await page.settled();
    expect(log.scrollTop).to.equal(100);
    page.find('.newer').click();
    await page.settled();
    expect(left()).to.be.lessThan(2);
  });

  it('loads older messages without moving the ones in view', async () => {
    const page = await onPage();
    const end = await page.join([ADA, BO], {
      events: Array.from({ length: 30 }, (_, index) => messageEvent(index + 101)),
      seq: 130,
    });
    await openChat(page);
    const log = page.part('chat-log');
    log.scrollTop = 0;
    await page.settled();
    const first = page.part('message');
    const { top } = first.getBoundingClientRect();
    log.querySelector('button')?.click();
    const [asked] = end.of('history');
    expect(asked?.before).to.equal(101);
    const messages = Array.from({ length: 50 }, (_, index) => ({
      ...messageEvent(index + 51),
      kind: 'message' as const,
      name: 'Bob',
      color: '#112233',
      text: 'old',
    }));
    end.send({ type: 'history', before: 101, messages, more: false });
    await page.settled();
    expect(page.parts('message')).to.have.lengthOf(80);
    expect(first.isConnected).to.equal(true);
    expect(first.getBoundingClientRect().top).to.be.closeTo(top, 60);
  });

  it('is accessible, empty and full, and does not leak its keys', async () => {
    const page = await onPage();
    const end = await page.join();
    await openChat(page);
    expect(text(page.part('chat-log'))).to.include('No messages yet');
    await expect(page.element).to.be.accessible();
    end.send({ type: 'chat', events: [messageEvent(1), messageEvent(2, { text: '<b>not bold</b>' })] });
    await page.settled();
    await expect(page.element).to.be.accessible();
    expect(page.part('chat-log').querySelector('b')).to.equal(null);
    expect(page.part('chat-log').getAttribute('role')).to.equal('log');
    let heard = 0;
    const listen = (): number => heard++;
    document.addEventListener('keydown', listen);
    await write(page, '/', { key: '/' });
    document.removeEventListener('keydown', listen);
    expect(heard).to.equal(0);
  });

  it('fires events for messages, and posts for the page', async () => {
    const page = await onPage();
    const end = await page.join();
    setTimeout(() => end.send({ type: 'chat', events: [messageEvent(1)] }));
    const event: HTMLElementEventMap['presence-message'] = await oneEvent(page.element, 'presence-message');
    expect(event.detail.message.text).to.equal('m1');
    expect(page.element.messages).to.deep.equal([]);
    page.element.send('from the page');
    await until(() => end.of('chat_post').length > 0);
    expect(end.of('chat_post')[0]?.text).to.equal('from the page');
    expect(page.element.messages.map((item) => item.text)).to.deep.equal(['m1', 'from the page']);
  });
});
