import { expect } from '@open-wc/testing';
import { messageEvents } from '../../client/visitor.ts';
import { onPage, until } from '../../on-page.ts';
import { bo, own, textOf, WithChat } from '../with-chat.ts';

describe('telling the visitor of messages', () => {
  it('puts the number of unread messages before the page’s title, if the site wants that', async () => {
    document.title = 'A garden';
    const page = await onPage({ unread: 'title' });
    const end = await page.join();
    await until(() => page.parts('chat').length > 0);
    await page.settled();
    end.send({ type: 'chat', events: [bo(1, 'one'), bo(2, 'two')] });
    await page.settled();
    await until(() => document.title === '(2) A garden');
    page.element.openChat();
    await page.settled();
    expect(document.title).to.equal('A garden');
    page.element.closeChat();
    await page.settled();
    end.send({ type: 'chat', events: [bo(3, 'three')] });
    await page.settled();
    await until(() => document.title === '(1) A garden');
    page.element.remove();
    await page.settled();
    expect(document.title).to.equal('A garden');
  });

  it('does so as long as the site wants that, also while the chat is closed', async () => {
    document.title = 'A garden';
    const page = await onPage({ unread: 'title' });
    const end = await page.join();
    await until(() => page.parts('chat').length > 0);
    await page.settled();
    end.send({ type: 'chat', events: [bo(1, 'one')] });
    await page.settled();
    await until(() => document.title === '(1) A garden');
    page.element.setAttribute('unread', 'badge');
    await page.settled();
    expect(document.title).to.equal('A garden');
    end.send({ type: 'chat', events: [bo(2, 'two')] });
    await page.settled();
    page.element.setAttribute('unread', 'title');
    await page.settled();
    await until(() => document.title === '(2) A garden');
    // Both at once: the panel is gone before it hears of the change.
    page.element.setAttribute('unread', 'badge');
    page.element.remove();
    await page.settled();
    expect(document.title).to.equal('A garden');
  });

  it('makes no sound and requests no permission before the visitor wants it', async () => {
    const { Notification: Native, AudioContext: Audio } = window;
    const asked: string[] = [];
    const notification = Object.assign(
      function (title: string, { body }: NotificationOptions) {
        asked.push(`${title}: ${String(body)}`);
      },
      {
        permission: 'default',
        requestPermission: () => {
          asked.push('permission');
          return Promise.resolve('granted');
        },
      },
    );
    const audio = function (): void {
      asked.push('sound');
      throw new Error('no sound in a test');
    };
    Object.assign(window, { Notification: notification, AudioContext: audio });
    try {
      const chat = await WithChat.open();
      chat.page.element.closeChat();
      await chat.page.settled();
      await chat.hear(bo(1, 'one'));
      expect(asked).to.deep.equal([]);
      chat.page.element.openChat();
      await chat.page.settled();
      chat.button('Notification settings').click();
      await until(() => chat.page.all('.switch').length > 0);
      await chat.page.settled();
      await expect(chat.page.element).to.be.accessible();
      for (const name of ['Sound', 'Browser notifications']) chat.button(name).click();
      await chat.page.settled();
      expect(asked).to.deep.equal(['sound', 'permission']);
      expect(chat.page.element.choices.alerts).to.deep.equal({ sound: true, notify: true });
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      await chat.hear(bo(2, 'two'), own(3, 'mine'));
      expect(asked.slice(2)).to.deep.equal(['sound', 'Bo: two']);
    } finally {
      Object.assign(window, { Notification: Native, AudioContext: Audio });
      Reflect.deleteProperty(document, 'hidden');
    }
  });

  it('announces new messages, those of a second together, and no history', async () => {
    const chat = await WithChat.open({ events: messageEvents(51, 60), seq: 60 });
    const status = (): string =>
      textOf(
        chat.page.find('live-presence-chat-panel').shadowRoot!.querySelector<HTMLElement>('[role="status"]')!,
      );
    await chat.hear(bo(61, 'hello'));
    expect(status()).to.equal('');
    chat.page.clock.advance(1_000);
    await chat.page.settled();
    expect(status()).to.equal('Bo hello');
    await chat.hear(bo(62, 'a'), bo(63, 'b'), own(64, 'c'));
    chat.page.clock.advance(1_000);
    await chat.page.settled();
    expect(status()).to.equal('2 new messages');
    expect(chat.page.part('chat-log').getAttribute('aria-live')).to.equal('off');
  });

  it('removes only its own number from the page’s title', async () => {
    document.title = '(3) Inbox';
    const page = await onPage({ unread: 'title' });
    const end = await page.join();
    await until(() => page.parts('chat').length > 0);
    end.send({ type: 'chat', events: [bo(1, 'one')] });
    await page.settled();
    await until(() => document.title === '(1) (3) Inbox');
    page.element.remove();
    await page.settled();
    await until(() => document.title === '(3) Inbox');
    document.title = '';
  });
});
