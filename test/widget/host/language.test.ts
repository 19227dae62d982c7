import { expect } from '@open-wc/testing';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { messageEvent } from '../client/visitor.ts';
import { ADA, BO, CY, OnPage, onPage, person, until } from '../on-page.ts';
import { textOf, WithChat } from '../chat/with-chat.ts';

const root = document.documentElement;
const before = root.lang;
const labelOf = (page: OnPage, part = 'chat-toggle'): string | null => page.parts(part)[0]?.ariaLabel ?? null;

/** The element, once it speaks this language. */
async function speaking(page: OnPage, tag: string): Promise<OnPage> {
  await until(() => page.element.language.tag === tag && !page.element.language.pending);
  await page.settled();
  return page;
}

describe('the language', () => {
  afterEach(() => {
    root.lang = before;
    root.dir = '';
  });

  for (const [lang, tag, label] of [
    ['en', 'en', 'Open chat'],
    ['de', 'de', 'Chat öffnen'],
    ['de-AT', 'de-AT', 'Chat öffnen'],
    ['fr', 'fr', 'Ouvrir la discussion'],
    ['es-MX', 'es-MX', 'Abrir el chat'],
    ['pt-BR', 'pt-BR', 'Abrir o chat'],
    ['pt_PT', 'pt-PT', 'Abrir o chat'],
    ['ja', 'ja', 'チャットを開く'],
    ['zh-CN', 'zh-CN', '打开聊天'],
    // Our Chinese is in simplified characters.
    ['zh-TW', 'zh', '打开聊天'],
    ['zh-Hant', 'zh', '打开聊天'],
    ['ar', 'ar', 'فتح الدردشة'],
    // Not spoken here, and no language at all.
    ['it', 'en', 'Open chat'],
    ['!', 'en', 'Open chat'],
  ] as const) {
    it(`of lang="${lang}" is ${tag}`, async () => {
      const page = await onPage({ lang });
      await page.join();
      await speaking(page, tag);
      expect(labelOf(page)).to.equal(label);
      const { lang: said, dir } = page.find('live-presence-chat');
      expect(said).to.equal(tag);
      if (lang.startsWith('zh')) expect(page.element.language.locale).to.equal(lang);
      expect(dir).to.equal(lang === 'ar' ? 'rtl' : 'ltr');
    });
  }

  it('is inherited from the element’s surroundings; its own lang comes first', async () => {
    root.lang = 'fr';
    const page = await onPage();
    await page.join();
    await speaking(page, 'fr');
    expect(labelOf(page)).to.equal('Ouvrir la discussion');
    const around = document.createElement('div');
    around.lang = 'ja';
    document.body.append(around);
    around.append(page.element);
    await speaking(page, 'ja');
    page.element.setAttribute('lang', 'es');
    await speaking(page, 'es');
    page.element.removeAttribute('lang');
    await speaking(page, 'ja');
    around.lang = 'de';
    await speaking(page, 'de');
    around.remove();
  });

  it('changes at once in everything open, and keeps drafts', async () => {
    const chat = await WithChat.open({
      events: [messageEvent(1, { text: 'Hi', at: new ManualClock().date() })],
      seq: 1,
    });
    const { page } = chat;
    await chat.write('half a word');
    page.part('badge').click();
    await until(() => page.parts('people').length > 0 && page.parts('person').length > 0);
    page.element.lang = 'de';
    await speaking(page, 'de');
    expect(textOf(page.find('live-presence-chat-panel').shadowRoot!.querySelector('h2')!)).to.equal('Chat');
    expect(chat.input.placeholder).to.equal('Nachricht schreiben');
    expect(chat.input.value).to.equal('half a word');
    expect(textOf(page.part('chat-log'))).to.include('Heute');
    expect(labelOf(page, 'count')).to.equal('2 Personen hier');
    expect(textOf(page.find('live-presence-people').shadowRoot!.querySelector('h2')!)).to.equal(
      '2 Personen hier',
    );
    expect(page.find('live-presence-people').ariaLabel).to.equal('Gerade hier');
    root.lang = 'fr';
    await page.settled();
    expect(chat.input.placeholder, 'its own goes first').to.equal('Nachricht schreiben');
  });

  it('formats times, days, numbers and lists', async () => {
    const at = new Date(2026, 9, 2, 14, 5).getTime();
    const chat = await WithChat.open(
      { events: [messageEvent(1, { at })], seq: 1, count: 12_345 },
      { lang: 'de' },
      [ADA, BO, CY, person(1)],
    );
    const { page } = chat;
    await speaking(page, 'de');
    expect(textOf(page.part('message-time'))).to.equal('14:05');
    expect(textOf(page.part('chat-log'))).to.include('Freitag, 2. Oktober');
    expect(textOf(page.part('count'))).to.equal('12.345');
    const typing = (): string =>
      textOf(page.find('live-presence-chat-panel').shadowRoot!.querySelector<HTMLElement>('.typing')!);
    chat.end.send({ type: 'typing', members: [BO], count: 1 });
    await until(() => typing() === 'Bo schreibt …');
    chat.end.send({ type: 'typing', members: [BO, CY], count: 2 });
    await until(() => typing() === 'Bo und Cy schreiben …');
    chat.end.send({ type: 'typing', members: [BO, CY, person(1)], count: 3 });
    await until(() => typing() === 'Bo und 2 weitere schreiben …');
  });

  it('explains errors', async () => {
    const page = await onPage({ lang: 'es' });
    await page.join();
    await speaking(page, 'es');
    page.sockets.last.send({ type: 'error', code: 'forbidden', message: 'no' });
    page.sockets.last.close(4503, 'no');
    await until(() => page.element.status === 'refused');
    await page.settled();
    expect(textOf(page.part('badge'))).to.include('Sin acceso');
    page.part('badge').click();
    await until(() => page.parts('people')[0]?.shadowRoot?.querySelector('h2'));
    await page.settled();
    expect(page.find('live-presence-people').shadowRoot?.textContent).to.include(
      'No puedes entrar en esta sala.',
    );
  });

  it('does not delay the number of people, and no other language flashes', async () => {
    const page = new OnPage({ lang: 'ja' });
    const seen = new Set<string>();
    const look = new MutationObserver(() => {
      seen.add(labelOf(page) ?? '');
      for (const input of page.all('textarea')) seen.add((input as HTMLTextAreaElement).placeholder);
    });
    document.body.append(page.element);
    look.observe(page.element.shadowRoot!, { subtree: true, childList: true, attributes: true });
    await page.element.updateComplete;
    expect(page.element.language.pending).to.equal(true);
    const heard: string[] = [];
    page.element.addEventListener('presence-language', ({ detail }) => heard.push(detail.lang), {
      once: true,
    });
    await until(() => page.parts('chat-toggle').length > 0);
    const [toggle] = page.parts('chat-toggle');
    look.observe(toggle!.getRootNode(), { subtree: true, childList: true, attributes: true });
    // Who opens the chat just now is in its field once it is there.
    toggle?.click();
    await page.join();
    await speaking(page, 'ja');
    await until(() => page.parts('chat-input').length > 0);
    await until(() => page.part('chat-input').matches(':focus'));
    expect(heard).to.deep.equal(['ja']);
    look.disconnect();
    seen.add(labelOf(page) ?? '');
    page.element.remove();
    expect([...seen].filter((text) => /[a-z]/i.test(text))).to.deep.equal([]);
    expect([...seen]).to.include('チャットを閉じる');
  });

  it('falls back to English while it takes too long', async () => {
    const page = new OnPage({ lang: 'ja' });
    document.body.append(page.element);
    await page.element.updateComplete;
    expect(page.element.language.pending).to.equal(true);
    page.clock.advance(2_000);
    expect(page.element.language.t('openChat')).to.equal('Open chat');
    await speaking(page, 'ja');
    page.element.remove();
  });

  it('is not loaded for a removed element, which fires nothing', async () => {
    const page = await onPage({ lang: 'en' });
    await page.join();
    const heard: string[] = [];
    page.element.addEventListener('presence-language', ({ detail }) => heard.push(detail.lang));
    page.element.setAttribute('lang', 'de');
    await page.element.updateComplete;
    const waiting = page.clock.pending;
    page.element.remove();
    await page.settled();
    expect(page.clock.pending, 'the timer of the patience').to.be.lessThan(waiting);
    page.element.removeAttribute('lang');
    page.element.room = 'other';
    await page.settled();
    root.lang = 'fr';
    await page.settled();
    // As long as that takes at least.
    await import('../../../widget/words/languages.ts').then(({ loadLanguage }) =>
      loadLanguage('fr', undefined),
    );
    await page.settled();
    expect(heard).to.deep.equal([]);
    document.body.append(page.element);
    await speaking(page, 'fr');
    expect(heard).to.deep.equal(['fr']);
  });

  it('loads though an earlier one has failed', async () => {
    const page = await onPage({ lang: 'en' });
    await page.join();
    const heard: string[] = [];
    page.element.addEventListener('presence-language', ({ detail }) => heard.push(detail.lang));
    // Its texts can't be read.
    page.element.strings = new Proxy(
      {},
      {
        ownKeys: () => {
          if (new Error().stack?.includes('loadLanguage')) throw new Error('away');
          return [];
        },
      },
    );
    page.element.lang = 'fr';
    await page.element.updateComplete;
    page.element.strings = undefined;
    page.element.lang = 'de';
    await speaking(page, 'de');
    await page.settled();
    page.element.requestUpdate();
    await page.settled();
    expect(heard).to.deep.equal(['de']);
  });

  it('is the owner’s in a part that is placed alone', async () => {
    const page = await onPage({ id: 'room', lang: 'de', badge: 'off' });
    const badge = document.createElement('live-presence-badge');
    badge.setAttribute('for', 'room');
    document.body.append(badge);
    await page.join();
    await speaking(page, 'de');
    const label = (): string | null =>
      badge.shadowRoot?.querySelector('[part=count]')?.getAttribute('aria-label') ?? null;
    await until(() => label() === '2 Personen hier');
    expect(badge.lang).to.equal('de');
    page.element.lang = 'ar';
    await until(() => label() === 'شخصان هنا');
    expect(badge.dir).to.equal('rtl');
    badge.remove();
  });
});

describe('strings of the site', () => {
  it('override the language’s, as soon as they are set', async () => {
    const page = await onPage({ lang: 'de' });
    await page.join();
    await speaking(page, 'de');
    page.element.strings = {
      openChat: 'Plausch öffnen',
      here: { one: '{count} Leserin', other: '{count} Leserinnen' },
    };
    await until(() => labelOf(page) === 'Plausch öffnen');
    await page.settled();
    expect(labelOf(page, 'count')).to.equal('2 Leserinnen');
    page.element.strings = undefined;
    await until(() => labelOf(page) === 'Chat öffnen');
  });

  for (const lang of ['en', 'de'])
    it(`load once, however often the page sets equal ones: ${lang}`, async () => {
      const page = await onPage({ lang });
      await page.join();
      await speaking(page, lang);
      let times = 0;
      const render = (): void => {
        page.element.strings = { openChat: 'Plausch', here: { one: 'eine', other: '{count}' } };
      };
      page.element.addEventListener('presence-language', () => {
        times++;
        if (times < 5) render();
      });
      render();
      await until(() => labelOf(page) === 'Plausch');
      for (let i = 0; i < 5; i++) await page.settled();
      expect(times).to.equal(1);
    });

  it('work in English, and before the element is connected', async () => {
    const page = new OnPage({ lang: 'en' });
    page.element.strings = { openChat: 'Talk to us' };
    await page.show();
    await page.join();
    expect(labelOf(page)).to.equal('Talk to us');
    page.element.remove();
  });

  it('define a language, with its plural rules and its direction', async () => {
    const page = await onPage({ lang: 'he' });
    page.element.strings = {
      openChat: 'פתיחת הצ׳אט',
      here: { one: 'אדם אחד כאן', two: 'שני אנשים כאן', other: '{count} אנשים כאן' },
    };
    await page.join();
    await speaking(page, 'he');
    await until(() => labelOf(page) === 'פתיחת הצ׳אט');
    expect(labelOf(page, 'count')).to.equal('שני אנשים כאן');
    expect(page.find('live-presence-badge').dir).to.equal('rtl');
  });
});

describe('from right to left', () => {
  const middle = (element: Element): number => {
    const { left, width } = element.getBoundingClientRect();
    return left + width / 2;
  };

  for (const lang of ['en', 'ar'] as const) {
    it(`mirrors the panel, but not its corner: ${lang}`, async () => {
      const chat = await WithChat.open(
        {
          events: [
            messageEvent(1, { text: 'one', at: Date.now() }),
            messageEvent(2, { text: 'two', at: Date.now(), member: 'ada', name: 'Ada' }),
          ],
          seq: 2,
        },
        { lang },
      );
      const { page } = chat;
      await speaking(page, lang);
      const sign = lang === 'ar' ? -1 : 1;
      const panel = page.part('chat');
      const { right, left } = panel.getBoundingClientRect();
      expect(right, 'bottom-right is the site’s choice').to.be.closeTo(innerWidth - 20, 20);
      expect(left).to.be.greaterThan(0);
      // The close button stands where reading ends, others' messages where it begins, one's own opposite.
      const close = panel.shadowRoot!.querySelector('header .icon:last-child')!;
      expect(Math.sign(middle(close) - middle(panel))).to.equal(sign);
      const [theirs, mine] = page.parts('message-text');
      expect(Math.sign(middle(mine!) - middle(theirs!))).to.equal(sign);
      expect(Math.sign(middle(page.part('chat-send')) - middle(chat.input))).to.equal(sign);
      // An empty field begins where the language does, what is written where its own does.
      const direction = (): string => getComputedStyle(chat.input).direction;
      expect(direction()).to.equal(lang === 'ar' ? 'rtl' : 'ltr');
      await chat.write('Hello');
      expect(direction()).to.equal('ltr');
      await chat.write('مرحبا');
      expect(direction()).to.equal('rtl');
      const [face] = page.part('badge').querySelectorAll('.avatar');
      expect(Math.sign(middle(page.part('count')) - middle(face!))).to.equal(sign);
      expect(middle(page.part('chat-toggle')), 'the button keeps to the corner').to.be.greaterThan(
        middle(page.part('badge')),
      );
      await expect(page.element).to.be.accessible();
    });
  }

  it('is overridden by dir on the element', async () => {
    const page = await onPage({ lang: 'ar', dir: 'ltr' });
    await page.join();
    await speaking(page, 'ar');
    expect(getComputedStyle(page.find('live-presence-badge')).direction).to.equal('ltr');
  });

  it('is not inherited from a page in another language', async () => {
    root.dir = 'rtl';
    const page = await onPage({ lang: 'de' });
    await page.join();
    await speaking(page, 'de');
    expect(getComputedStyle(page.part('badge')).direction).to.equal('ltr');
    expect(middle(page.part('chat-toggle'))).to.be.greaterThan(middle(page.part('badge')));
  });
});
