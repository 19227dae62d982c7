import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { details } from '../../../../widget/chat/late-parts.ts';
import { messageEvent, messageEvents } from '../../client/visitor.ts';
import { ADA, BO, frame, onPage, until } from '../../on-page.ts';
import { bo, own, past, textOf, WithChat } from '../with-chat.ts';

const MOST = 300;

/** The log's own height over what is seen of it below. */
const below = (log: HTMLElement): number => log.scrollHeight - log.scrollTop - log.clientHeight;

describe('reading the chat', () => {
  it('renders few messages, however many are loaded', async function () {
    this.timeout(20_000);
    const chat = await WithChat.open({ events: messageEvents(9_901, 10_000), seq: 10_000 });
    const log = chat.page.part('chat-log');
    const seqs = (): number[] => chat.page.parts('message').map(({ dataset }) => Number(dataset['seq']));
    let first = 9_901;
    for (let answered = 0; first > 9_601;) {
      log.scrollTop = 0;
      await chat.page.settled();
      expect(seqs().length).to.be.at.most(MOST);
      const asked = chat.end.of('history')[answered];
      if (!asked) continue;
      answered++;
      first = (asked.before ?? 0) - 50;
      const edge = log.getBoundingClientRect().top;
      const top = chat.page.parts('message').find((message) => message.getBoundingClientRect().bottom > edge);
      if (!top) throw new Error('nothing to be seen');
      const before = top.getBoundingClientRect().top;
      chat.end.send({ type: 'history', before: first + 50, messages: past(first, first + 49), more: true });
      await chat.page.settled();
      expect(top.getBoundingClientRect().top).to.be.closeTo(before, 1);
    }
    expect(chat.page.element.messages).to.have.lengthOf(400);
    while (seqs()[0] !== first) {
      log.scrollTop = 0;
      await chat.page.settled();
    }
    expect(seqs().length).to.be.at.most(MOST);
    // And down again, without a hole.
    const seen = new Set<number>();
    for (let last = 0; last !== 10_000; last = seqs().at(-1) ?? 0) {
      for (const seq of seqs()) seen.add(seq);
      log.scrollTop = log.scrollHeight;
      await chat.page.settled();
    }
    for (const seq of seqs()) seen.add(seq);
    expect(seen.size).to.equal(400);
  });

  it('keeps its position when messages arrive, and has a button with their number', async () => {
    const chat = await WithChat.open({ events: messageEvents(1, 80), seq: 80 });
    const log = chat.page.part('chat-log');
    expect(chat.page.all('.newer')).to.have.lengthOf(0);
    log.scrollTop = 300;
    await until(() => chat.page.all('.newer').length > 0);
    expect(chat.page.find('.newer').ariaLabel).to.equal('Jump to latest message');
    const read = chat.message(20);
    const { top } = read.getBoundingClientRect();
    await chat.hear(bo(81, 'one'), own(82, 'from my other tab'));
    expect(textOf(chat.page.find('.newer'))).to.equal('1 new message');
    await chat.hear(bo(83, 'two'));
    expect(textOf(chat.page.find('.newer'))).to.equal('2 new messages');
    expect(read.getBoundingClientRect().top).to.be.closeTo(top, 1);
    chat.page.find('.newer').click();
    await chat.page.settled();
    expect(below(log)).to.be.lessThan(2);
    expect(chat.page.all('.newer')).to.have.lengthOf(0);
  });

  for (const seq of [1, 8, 12, 60])
    it(`goes to message ${seq} of 150 from a reply, and stays there`, async () => {
      const chat = await WithChat.open({ events: messageEvents(1, 150), seq: 150 });
      await chat.hear(own(151, 'to that', { reply: seq }));
      chat.page.find('.quote').click();
      await chat.page.settled();
      const log = chat.page.part('chat-log').getBoundingClientRect();
      const origin = chat.page.find(`[data-seq="${seq}"]`).getBoundingClientRect();
      expect(origin.top).to.be.within(log.top, log.bottom);
      expect(
        chat.page.find('live-presence-chat-panel').shadowRoot?.activeElement?.matches(':focus'),
      ).to.equal(true);
    });

  for (const away of ['closed', 'hidden'])
    it(`goes from the top of a long log to the new messages after it was ${away}`, async () => {
      const chat = await WithChat.open({ events: messageEvents(1, 150), seq: 150 });
      const log = chat.page.part('chat-log');
      while (chat.page.parts('message')[0]?.dataset['seq'] !== '1') {
        log.scrollTop = 0;
        await chat.page.settled();
      }
      const hide = (hidden: boolean): void => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      };
      if (away === 'closed') chat.page.element.closeChat();
      else hide(true);
      await chat.page.settled();
      await chat.hear(bo(151, 'new'));
      if (away === 'closed') chat.page.element.openChat();
      else hide(false);
      await chat.page.settled();
      Reflect.deleteProperty(document, 'hidden');
      const { top, bottom } = log.getBoundingClientRect();
      expect(chat.page.find('[data-seq="151"]').getBoundingClientRect().bottom).to.be.within(top, bottom);
    });

  it('stays at the end when it gets smaller, whichever observer fires first', async () => {
    const chat = await WithChat.open({ events: messageEvents(1, 60), seq: 60 });
    const log = chat.page.part('chat-log');
    expect(below(log)).to.be.lessThan(2);
    log.style.marginBlockEnd = '120px';
    // Of scrolling is told before of sizes.
    log.dispatchEvent(new Event('scroll'));
    await chat.page.settled();
    expect(below(log)).to.be.lessThan(2);
    expect(chat.page.all('.newer')).to.have.lengthOf(0);
  });

  /** Whatever takes room from the log, and gives it back. */
  const RESIZES: Record<string, (chat: WithChat) => Promise<() => unknown>> = {
    'lines that are typed': async (chat) => {
      chat.input.focus();
      for (let line = 0; line < 5; line++) {
        await sendKeys({ type: 'some words' });
        await sendKeys({ down: 'Shift' });
        await sendKeys({ press: 'Enter' });
        await sendKeys({ up: 'Shift' });
      }
      await sendKeys({ type: 'more' });
      return () => chat.write('');
    },
    'a long text that is pasted': async (chat) => {
      await chat.write('many words '.repeat(40));
      return () => chat.write('');
    },
    'a quotation': async (chat) => {
      const { top, bottom } = chat.page.part('chat-log').getBoundingClientRect();
      const message = chat.page.parts('message').find((each) => {
        const box = each.getBoundingClientRect();
        return box.top > top + 30 && box.bottom < bottom && !each.matches('.mine');
      });
      message?.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }));
      await chat.page.settled();
      chat.button('Reply', message).click();
      return () => chat.press('Escape');
    },
    'an edit': async (chat) => {
      await chat.press('ArrowUp');
      return () => chat.press('Escape');
    },
    'a list of people to mention': async (chat) => {
      await chat.write('@');
      return () => chat.write('');
    },
    'a notice above the field': async ({ page, end }) => {
      end.close(1006, 'away');
      await until(() => page.find('live-presence-composer').shadowRoot?.querySelector('.banner'));
      return () => undefined;
    },
    'the settings': async (chat) => {
      const toggle = (): void => chat.button('Notification settings').click();
      toggle();
      await until(() => chat.page.all('.settings').length > 0);
      return toggle;
    },
    'a lower panel': ({ page }) => {
      page.part('chat').style.height = '300px';
      return Promise.resolve(() => (page.part('chat').style.height = ''));
    },
    'a narrower panel': ({ page }) => {
      page.part('chat').style.width = '240px';
      return Promise.resolve(() => (page.part('chat').style.width = ''));
    },
    'a keyboard on the screen': async ({ page }) => {
      await setViewport({ width: 390, height: 700 });
      page.part('chat').style.setProperty('--_keyboard', '300px');
      return () => page.part('chat').style.removeProperty('--_keyboard');
    },
    'a smaller window': async () => {
      await setViewport({ width: 700, height: 380 });
      return () => setViewport({ width: 800, height: 600 });
    },
  };
  for (const [what, resize] of Object.entries(RESIZES)) {
    const opened = (): Promise<WithChat> => {
      const events = Array.from({ length: 80 }, (_, i) => bo(i + 1, `word ${i} `.repeat((i % 7) + 1)));
      return WithChat.open({ events: [...events, own(81, 'one\ntwo\nthree\nfour')], seq: 81 });
    };
    const log = (chat: WithChat): HTMLElement => chat.page.part('chat-log');
    afterEach(() => setViewport({ width: 800, height: 600 }));

    it(`stays at the end with ${what}`, async () => {
      const chat = await opened();
      const { clientWidth, clientHeight } = log(chat);
      const back = await resize(chat);
      await chat.page.settled();
      expect(`${log(chat).clientWidth} ${log(chat).clientHeight}`).not.to.equal(
        `${clientWidth} ${clientHeight}`,
      );
      expect(below(log(chat))).to.be.lessThan(2);
      expect(chat.page.all('.newer')).to.have.lengthOf(0);
      await back();
      await chat.page.settled();
      expect(below(log(chat)), 'afterwards').to.be.lessThan(2);
      expect(chat.page.all('.newer')).to.have.lengthOf(0);
    });

    it(`keeps what is being read in place with ${what}`, async () => {
      const chat = await opened();
      log(chat).scrollTop = log(chat).scrollHeight * 0.5;
      await until(() => chat.page.all('.newer').length > 0);
      const top = (message: HTMLElement | undefined): number =>
        (message?.getBoundingClientRect().top ?? 0) - log(chat).getBoundingClientRect().top;
      const read = chat.page.parts('message').find((message) => top(message) + message.offsetHeight > 0);
      const before = top(read);
      const back = await resize(chat);
      await chat.page.settled();
      expect(top(read)).to.be.closeTo(before, 1.5);
      await back();
      await chat.page.settled();
      expect(top(read), 'afterwards').to.be.closeTo(before, 1.5);
    });
  }

  it('scrolls to the end with the visitor’s own message', async () => {
    const chat = await WithChat.open({ events: messageEvents(1, 80), seq: 80 });
    const log = chat.page.part('chat-log');
    log.scrollTop = 300;
    await until(() => chat.page.all('.newer').length > 0);
    await chat.say('mine');
    expect(below(log)).to.be.lessThan(2);
  });

  it('stores what was read, and draws a line before new messages', async () => {
    localStorage.clear();
    const first = await WithChat.open({ events: messageEvents(1, 3), seq: 3 }, { storage: 'local' });
    await first.hear(bo(4, 'read'));
    first.page.element.remove();
    const page = await onPage({ storage: 'local' });
    const end = await page.join([ADA, BO], { events: messageEvents(1, 6), seq: 6 });
    expect(textOf(page.part('unread'))).to.equal('2');
    page.element.openChat();
    await until(() => page.parts('message').length > 0);
    await page.settled();
    const line = page.find('.new');
    expect(textOf(line)).to.equal('New messages');
    const next = line.parentElement?.nextElementSibling?.querySelector<HTMLElement>('article');
    expect(next?.dataset['seq']).to.equal('5');
    end.send({ type: 'chat', events: [bo(7, 'live')] });
    await page.settled();
    expect(page.find('.new').parentElement?.nextElementSibling?.contains(next ?? null)).to.equal(true);
    localStorage.clear();
  });

  it('has nothing unread for a new visitor, and everything afterwards', async () => {
    localStorage.clear();
    const page = await onPage({ storage: 'local' });
    await page.join([ADA, BO], { events: messageEvents(1, 6), seq: 6 });
    expect(page.parts('unread')).to.have.lengthOf(0);
    page.element.remove();
    const again = await onPage({ storage: 'local' });
    await again.join([ADA, BO], { events: messageEvents(1, 9), seq: 9 });
    expect(textOf(again.part('unread'))).to.equal('3');
    localStorage.clear();
  });

  it('is one Tab stop, with arrow keys from message to message', async () => {
    const chat = await WithChat.open({ events: messageEvents(1, 5), seq: 5 });
    const stops = (): (string | undefined)[] =>
      chat.page
        .parts('message')
        .filter(({ tabIndex }) => tabIndex === 0)
        .map(({ dataset }) => dataset['seq']);
    const active = (): string | undefined =>
      (chat.page.find('live-presence-chat-panel').shadowRoot?.activeElement as HTMLElement | null)?.dataset[
        'seq'
      ];
    expect(stops()).to.deep.equal(['5']);
    chat.message(-1).focus();
    for (const [key, seq] of [
      ['ArrowUp', '4'],
      ['ArrowUp', '3'],
      ['ArrowDown', '4'],
      ['Home', '1'],
      ['ArrowUp', '1'],
      ['End', '5'],
    ] as const) {
      const from = chat.page.parts('message').find(({ dataset }) => dataset['seq'] === active());
      await chat.press(key, from);
      expect(active(), key).to.equal(seq);
    }
    expect(stops()).to.deep.equal(['5']);
    expect(chat.message(-1).querySelectorAll('.actions button').length, 'its actions come next').to.equal(3);
    await expect(chat.page.element).to.be.accessible();
  });

  it('returns the focus to the page', async () => {
    const field = document.createElement('input');
    document.body.append(field);
    const chat = await WithChat.open();
    chat.page.element.closeChat();
    await chat.page.settled();
    field.focus();
    chat.page.part('chat-toggle').click();
    await until(() => document.activeElement === chat.page.element);
    await chat.press('Escape');
    expect(document.activeElement === field).to.equal(true);
    field.remove();
  });

  it('shows that messages are missing after a long disconnection', async () => {
    const chat = await WithChat.open({ events: messageEvents(1, 5), seq: 5 });
    chat.end.close(1006);
    await until(() => chat.page.element.status === 'reconnecting');
    chat.page.clock.advance(1_000);
    await chat.page.join([ADA, BO], { events: messageEvents(500, 510), seq: 510 });
    expect(textOf(chat.page.part('chat-log'))).to.include('Some messages may be missing');
  });

  it('follows the page to another room while it is closed', async () => {
    const chat = await WithChat.open({ events: messageEvents(1, 3), seq: 3 });
    chat.page.element.closeChat();
    await chat.page.settled();
    chat.page.element.room = 'other';
    await chat.page.settled();
    const end = await chat.page.join([ADA, BO], { events: [bo(1, 'in the other room')], seq: 1 });
    end.send({ type: 'chat', events: [bo(2, 'and more')] });
    chat.page.element.openChat();
    await chat.page.settled();
    expect(chat.page.parts('message-text').map(textOf)).to.deep.equal(['in the other room', 'and more']);
  });

  it('keeps the focus in a message when an action disappears with its use', async () => {
    const chat = await WithChat.open();
    await chat.hear(bo(1, 'one'));
    await chat.page.settled();
    const active = (): Element | null | undefined =>
      chat.page.find('live-presence-chat-panel').shadowRoot?.activeElement;
    chat.message(0).focus();
    await chat.page.settled();
    for (const name of ['Add reaction', '👍']) {
      const button = chat.button(name, chat.message(0));
      button.focus();
      button.click();
      await chat.page.settled();
      expect(chat.message(0).contains(active() ?? null), name).to.equal(true);
    }
  });

  it('begins without what leads to the first unread message if that takes too long', async () => {
    const page = await onPage();
    const end = await page.join([ADA, BO], { events: messageEvents(1, 3), seq: 3 });
    end.send({ type: 'chat', events: [messageEvent(4)] });
    await until(() => page.parts('unread').length > 0);
    let asked = false;
    details.load = () => {
      asked = true;
      return new Promise(() => undefined);
    };
    try {
      page.element.openChat();
      await until(() => asked);
      page.clock.advance(1_999);
      await frame();
      expect(page.parts('message')).to.have.lengthOf(0);
      page.clock.advance(1);
      await until(() => page.parts('message').length === 4);
    } finally {
      Reflect.deleteProperty(details, 'load');
    }
  });
});
