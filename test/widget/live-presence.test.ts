import { expect, oneEvent } from '@open-wc/testing';
import type { LivePresence } from '../../widget/live-presence.ts';
import { ADA, BO, CY, OnPage, onPage, until, warnings } from './on-page.ts';

describe('<live-presence>', () => {
  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
  });

  describe('its attributes', () => {
    it('are properties, both ways', async () => {
      const { element } = await onPage({ name: 'Ada', color: '#123456', position: 'top-left', hotkey: '/' });
      expect(element.room).to.equal('docs');
      expect(element.name).to.equal('Ada');
      expect(element.position).to.equal('top-left');
      expect(element.hotkey).to.equal('/');
      element.chat = 'open';
      element.theme = 'dark';
      element.page = '/other';
      await element.updateComplete;
      expect(element.getAttribute('chat')).to.equal('open');
      expect(element.getAttribute('theme')).to.equal('dark');
      expect(element.getAttribute('page')).to.equal('/other');
    });

    it('have defaults that do not show in the markup', async () => {
      const { element } = await onPage();
      const { cursors, badge, chat, position, theme, consent } = element;
      expect([cursors, badge, chat, position, theme, consent]).to.deep.equal([
        'on',
        'on',
        'closed',
        'bottom-right',
        'auto',
        'granted',
      ]);
      for (const name of ['cursors', 'badge', 'chat', 'position', 'theme', 'consent', 'lang']) {
        expect(element.hasAttribute(name), name).to.equal(false);
      }
    });

    it('go back to their default when they are taken away', async () => {
      const { element } = await onPage({ position: 'top-left' });
      element.removeAttribute('position');
      await element.updateComplete;
      expect(element.position).to.equal('bottom-right');
    });

    for (const [name, value, fallback] of [
      ['cursors', 'maybe', 'on'],
      ['badge', 'yes', 'on'],
      ['chat', 'ajar', 'closed'],
      ['position', 'centre', 'bottom-right'],
      ['theme', 'sepia', 'auto'],
      ['storage', 'cookie', 'local'],
      // Whoever wrote something about consent meant to ask.
      ['consent', 'perhaps', 'required'],
    ] as const) {
      it(`warns once of ${name}="${value}" and takes ${fallback}`, async () => {
        let element: LivePresence | undefined;
        const said = await warnings(async () => {
          ({ element } = await onPage({ [name]: value }));
          element.requestUpdate();
          await element.updateComplete;
        });
        expect(said).to.have.lengthOf(1);
        expect(said[0]).to.include(name).and.include(value).and.include(fallback);
        expect(element?.[name]).to.equal(fallback);
      });
    }

    it('warns of a server, a room and a colour that are none, and of nothing else', async () => {
      const said = await warnings(() =>
        onPage({ server: 'ftp://x', room: 'a'.repeat(129), color: 'reddish' }),
      );
      expect(said.some((text) => text.includes('server="ftp://x"'))).to.equal(true);
    });

    for (const [name, value, taken] of [
      ['page', 'p'.repeat(513), 'using /'],
      ['name', 'n'.repeat(41), 'using nnn'],
      ['color', 'reddish', 'using a generated colour'],
      ['hotkey', 'ctrl + k', 'using none'],
      ['room', 'a'.repeat(129), location.host],
    ] as const) {
      it(`warns once of ${name}="${value.slice(0, 10)}", and says what is allowed`, async () => {
        const said = await warnings(async () => {
          const page = await onPage({ [name]: value });
          await page.join();
          page.element.requestUpdate();
          await page.settled();
        });
        expect(said).to.have.lengthOf(1);
        expect(said[0])
          .to.include(`invalid ${name}="${value.slice(0, 100)}`)
          .and.include('expected ')
          .and.include(taken);
      });
    }

    for (const [name, hint] of [
      ['postion', ' (did you mean "position"?)'],
      ['rooom', ' (did you mean "room"?)'],
      ['colour', ' (did you mean "color"?)'],
      ['cursor', ' (did you mean "cursors"?)'],
      ['zigzag', ''],
    ] as const)
      it(`warns once about the unknown attribute ${name}`, async () => {
        const said = await warnings(async () => {
          const page = await onPage({ [name]: 'x' });
          page.element.requestUpdate();
          await page.settled();
        });
        expect(said).to.deep.equal([`[live-presence] unknown attribute "${name}"${hint}; ignored`]);
      });

    it('says nothing of attributes that every element has, or that frameworks make', async () => {
      const others = 'id class title hidden dir style slot tabindex data-v-1 _ngcontent-x aria-label is part';
      const said = await warnings(() =>
        onPage(Object.fromEntries(others.split(' ').map((name) => [name, '']))),
      );
      expect(said).to.deep.equal([]);
    });

    it('can be set as properties before the element is defined or connected', async () => {
      const page = new OnPage();
      const { element } = page;
      element.removeAttribute('room');
      element.room = 'early';
      await page.show();
      expect(page.sockets.ends).to.have.lengthOf(1);
      expect(page.sockets.last.url).to.include('/v1/rooms/early/socket');
      element.remove();
    });

    it('keeps a token that is set as a property out of the markup', async () => {
      const page = await onPage();
      page.element.token = 'secret';
      await page.element.updateComplete;
      expect(page.element.outerHTML).not.to.include('secret');
    });
  });

  describe('the connection', () => {
    it('goes to the room of the server, with page, name and colour, a sub-path kept', async () => {
      const page = await onPage({
        server: 'https://x.example/live/',
        room: 'a b',
        name: 'Ada',
        color: '#AABBCC',
      });
      const end = page.sockets.last;
      expect(end.url).to.equal('https://x.example/live/v1/rooms/a%20b/socket'.replace('https', 'wss'));
      end.accept();
      const [hello] = end.of('hello');
      expect(hello?.page).to.equal('/docs');
      expect(hello?.profile).to.deep.equal({ name: 'Ada', color: '#aabbcc' });
      expect(hello?.visitor).to.match(/^[\da-f]{32}$/);
    });

    it('tells its status as attribute, property and event', async () => {
      const page = await onPage();
      expect(page.element.status).to.equal('connecting');
      expect(page.element.getAttribute('status')).to.equal('connecting');
      setTimeout(() => void page.join());
      const event: HTMLElementEventMap['presence-status'] = await oneEvent(page.element, 'presence-status');
      expect(event.detail).to.deep.equal({ status: 'online' });
      expect(event.bubbles && event.composed).to.equal(true);
      page.sockets.last.close(1006);
      await until(() => page.element.getAttribute('status') === 'reconnecting');
    });

    it('shows who is here, who comes and who goes', async () => {
      const page = await onPage();
      const end = await page.join([ADA, BO]);
      expect(page.element.count).to.equal(2);
      expect(page.element.members.map(({ id }) => id)).to.deep.equal(['ada', 'bo']);
      const told: string[] = [];
      for (const type of ['presence-join', 'presence-leave'] as const) {
        page.element.addEventListener(type, ({ detail }) =>
          told.push(`${type} ${detail.member.id} ${detail.count}`),
        );
      }
      end.send({ type: 'presence', count: 3, joins: [CY] });
      end.send({ type: 'presence', count: 2, leaves: ['bo'] });
      expect(told).to.deep.equal(['presence-join cy 3', 'presence-leave bo 2']);
    });

    it('follows page, name and token', async () => {
      const page = await onPage();
      const end = await page.join();
      page.element.page = '/next';
      page.element.name = 'Ada L.';
      await page.settled();
      expect(end.of('page').map(({ page: name }) => name)).to.deep.equal(['/next']);
      expect(end.of('profile').at(-1)?.profile.name).to.equal('Ada L.');
      page.element.token = 'a.b.c';
      await page.settled();
      expect(page.sockets.ends).to.have.lengthOf(2);
    });

    it('follows the address of a single-page app', async () => {
      const page = new OnPage();
      page.element.removeAttribute('page');
      await page.show();
      const end = await page.join();
      const before = location.href;
      history.pushState(null, '', '/elsewhere/?q=1#x');
      await until(() => end.of('page').length > 0);
      history.replaceState(null, '', before);
      page.element.remove();
      expect(end.of('page')[0]?.page).to.equal('/elsewhere');
    });

    it('goes to another room on a new socket', async () => {
      const page = await onPage();
      const end = await page.join();
      page.element.room = 'another';
      await page.settled();
      expect(end.closed?.code).to.equal(1000);
      expect(page.sockets.last.url).to.include('/another/');
    });
  });

  describe('in the page', () => {
    it('undoes everything when it is removed', async () => {
      const page = await onPage();
      const end = await page.join();
      page.element.remove();
      await page.settled();
      expect(end.closed?.code).to.equal(1000);
      expect(page.clock.pending).to.equal(0);
      expect(page.element.status).to.equal('idle');
    });

    it('keeps its socket when it is moved', async () => {
      const page = await onPage();
      const end = await page.join();
      const home = document.createElement('div');
      document.body.append(home);
      home.append(page.element);
      await page.settled();
      expect(end.closed).to.equal(undefined);
      expect(page.sockets.ends).to.have.lengthOf(1);
      expect(page.find('.dock').matches(':popover-open')).to.equal(true);
      home.remove();
    });

    it('connects again when it is put back', async () => {
      const page = await onPage();
      await page.join();
      page.element.remove();
      await page.settled();
      await page.show();
      expect(page.sockets.ends).to.have.lengthOf(2);
      await page.join();
      expect(page.part('count').textContent).to.equal('2');
    });

    it('says what has changed while it was away when it is put back', async () => {
      const page = await onPage({ name: 'Ada', token: 'old' });
      await page.join();
      page.element.remove();
      await page.settled();
      page.element.token = null;
      page.element.page = '/elsewhere';
      page.element.name = 'Guest';
      await page.settled();
      await page.show();
      const end = page.sockets.last;
      end.accept();
      const [hello] = end.of('hello');
      expect(hello).to.deep.include({ page: '/elsewhere', profile: { name: 'Guest' } });
      expect(hello).to.not.have.property('token');
    });

    it('takes nothing, as frameworks give it, for a text that is not there', async () => {
      const page = await onPage({ name: 'Ada', hotkey: '/' });
      const end = await page.join();
      const none = undefined as unknown as string;
      const said = await warnings(async () => {
        for (const name of ['name', 'page', 'color', 'hotkey', 'room', 'server', 'lang'] as const)
          page.element[name] = name === 'room' || name === 'server' ? page.element[name] : none;
        await page.settled();
      });
      expect(said).to.deep.equal([]);
      expect(end.of('profile').at(-1)?.profile).to.deep.equal({ name: '' });
      expect(end.of('page').at(-1)?.page).to.equal(location.pathname);
    });

    it('cuts no character of a name in two', async () => {
      const page = await onPage({ name: `${'n'.repeat(39)}😀` });
      page.sockets.last.accept();
      expect(page.sockets.last.of('hello')[0]?.profile.name).to.equal('n'.repeat(39));
    });

    it('is in the page’s colour scheme, also when that changes', async () => {
      const root = document.documentElement;
      const page = await onPage();
      await page.join();
      const open = (): boolean => page.find('.dock').classList.contains('both');
      expect(open()).to.equal(true);
      for (const [change, undo] of [
        [() => (root.style.colorScheme = 'dark'), () => (root.style.colorScheme = '')],
        [
          () => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync('.night { color-scheme: dark }');
            document.adoptedStyleSheets.push(sheet);
            document.body.classList.add('night');
          },
          () => {
            document.body.classList.remove('night');
            document.adoptedStyleSheets = [];
          },
        ],
      ] as const) {
        change();
        await until(() => !open());
        undo();
        await until(open);
      }
      const meta = document.createElement('meta');
      meta.name = 'color-scheme';
      meta.content = 'dark';
      document.head.append(meta);
      page.element.requestUpdate();
      await page.settled();
      expect(open()).to.equal(false);
      meta.remove();
    });

    it('works once for each room: a second one waits, with one warning, until the first goes', async () => {
      const first = await onPage();
      let second: OnPage | undefined;
      const said = await warnings(async () => {
        second = await onPage();
        await onPage();
      });
      expect(said.filter((text) => text.includes('more than one'))).to.have.lengthOf(1);
      expect(second?.sockets.ends).to.have.lengthOf(0);
      expect(second?.element.status).to.equal('idle');
      first.element.remove();
      await until(() => second?.sockets.ends.length === 1);
    });

    it('lets go of the socket while the page is put away, and comes back with it', async () => {
      const page = await onPage();
      const end = await page.join();
      window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      expect(end.closed?.code).to.equal(1000);
      window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
      expect(page.sockets.ends).to.have.lengthOf(2);
    });
  });

  describe('consent', () => {
    it('opens, stores and sends nothing before it is granted', async () => {
      const page = await onPage({ consent: 'required', storage: 'local' });
      expect(page.sockets.ends).to.have.lengthOf(0);
      expect(localStorage).to.have.lengthOf(0);
      expect(page.parts('badge')).to.have.lengthOf(0);
      page.element.grantConsent();
      await page.settled();
      expect(page.sockets.ends).to.have.lengthOf(1);
      expect(page.element.getAttribute('consent')).to.equal('granted');
      const end = await page.join();
      await page.element.withdrawConsent();
      await page.settled();
      expect(end.closed?.code).to.equal(1000);
      expect(localStorage).to.have.lengthOf(0);
      expect(page.parts('badge')).to.have.lengthOf(0);
    });
  });

  it('sends what was not sent before a reload, without the chat being opened', async () => {
    const unsent = { operation: { type: 'chat_post', op: 'op-before', text: 'before' }, at: 0 };
    sessionStorage.setItem(
      'live-presence:unsent',
      JSON.stringify([['https://presence.example docs', [unsent]]]),
    );
    const page = await onPage({ storage: 'session' });
    const end = await page.join();
    await until(() => end.of('chat_post').length > 0);
    expect(end.of('chat_post')[0]?.op).to.equal('op-before');
  });

  it('keeps what was not sent for each room by itself', async () => {
    sessionStorage.clear();
    for (const room of ['docs', 'blog']) {
      const page = await onPage({ storage: 'session', room });
      page.element.send(`for ${room}`);
      await until(() => page.element.messages.length > 0);
      page.element.remove();
      await page.settled();
    }
    for (const room of ['docs', 'blog']) {
      const page = await onPage({ storage: 'session', room });
      const end = await page.join();
      await until(() => end.of('chat_post').length > 0);
      expect(end.of('chat_post')[0]?.text).to.equal(`for ${room}`);
      page.element.remove();
    }
    sessionStorage.clear();
  });

  it('survives storage that is not there', async () => {
    const { localStorage: native } = window;
    Object.defineProperty(window, 'localStorage', { value: null, configurable: true });
    try {
      const page = await onPage({ storage: 'local' });
      await page.join();
      expect(page.element.status).to.equal('online');
      await page.element.withdrawConsent();
    } finally {
      Object.defineProperty(window, 'localStorage', { value: native, configurable: true });
    }
  });

  describe('storage', () => {
    const visitorOf = async (page: OnPage): Promise<string | undefined> => {
      page.sockets.last.accept();
      page.element.remove();
      await page.settled();
      return page.sockets.last.of('hello')[0]?.visitor;
    };

    it('remembers the visitor', async () => {
      const first = await visitorOf(await onPage({ storage: 'local' }));
      expect(await visitorOf(await onPage({ storage: 'local' }))).to.equal(first);
      expect(Object.keys(localStorage)).to.deep.equal(['live-presence:visitor']);
    });

    it('remembers them for the tab alone with "session"', async () => {
      const first = await visitorOf(await onPage({ storage: 'session' }));
      expect(await visitorOf(await onPage({ storage: 'session' }))).to.equal(first);
      expect(localStorage).to.have.lengthOf(0);
    });

    it('remembers nothing with "none"', async () => {
      const first = await visitorOf(await onPage({ storage: 'none' }));
      expect(await visitorOf(await onPage({ storage: 'none' }))).not.to.equal(first);
      expect(localStorage.length + sessionStorage.length).to.equal(0);
    });

    it('stores no visitor key where a token says who it is', async () => {
      const page = await onPage({ storage: 'local', token: 'a.b.c' });
      page.sockets.last.accept();
      expect(page.sockets.last.of('hello')[0]?.token).to.equal('a.b.c');
      expect(page.sockets.last.of('hello')[0]?.visitor).to.equal(undefined);
      expect(localStorage).to.have.lengthOf(0);
    });

    it('survives storage that throws', async () => {
      const { getItem, setItem } = Storage.prototype;
      Storage.prototype.getItem = Storage.prototype.setItem = () => {
        throw new DOMException('no', 'SecurityError');
      };
      try {
        const page = await onPage({ storage: 'local' });
        await page.join();
        expect(page.element.status).to.equal('online');
      } finally {
        Object.assign(Storage.prototype, { getItem, setItem });
      }
    });

    it('takes the visitor’s own name before the attribute', async () => {
      const page = await onPage({ storage: 'local', name: 'Attribute' });
      const end = await page.join();
      page.element.choices.setProfile({ name: 'Chosen' });
      expect(end.of('profile').at(-1)?.profile.name).to.equal('Chosen');
    });
  });

  it('is hidden for the visit when dismissed, and comes back when restored', async () => {
    const page = await onPage({ storage: 'local' });
    const end = await page.join();
    page.element.dismiss();
    await page.settled();
    expect(end.closed?.code).to.equal(1000);
    expect(page.parts('badge')).to.have.lengthOf(0);
    page.element.remove();
    const again = await onPage({ storage: 'local' });
    expect(again.sockets.ends).to.have.lengthOf(0);
    again.element.restore();
    await again.settled();
    expect(again.sockets.ends).to.have.lengthOf(1);
  });

  it('leaves no global behind and does not move the page', async () => {
    const before = Object.getOwnPropertyNames(window);
    const { width, height } = document.documentElement.getBoundingClientRect();
    const page = await onPage();
    await page.join();
    const after = document.documentElement.getBoundingClientRect();
    expect([after.width, after.height]).to.deep.equal([width, height]);
    expect(Object.getOwnPropertyNames(window).filter((name) => !before.includes(name))).to.deep.equal([]);
  });

  it('writes in the size that the page sets, however deep', async () => {
    const page = await onPage({ chat: 'open' });
    page.element.style.setProperty('--live-presence-font-size', '1.5em');
    await page.join();
    await until(() => page.parts('chat-input').length > 0);
    const buttons = await page.openPeople();
    buttons.find((button) => button.ariaLabel === 'Change name and colour')?.click();
    await until(() => page.parts('profile')[0]?.shadowRoot?.querySelector('form'));
    for (const name of ['badge', 'people', 'profile', 'chat', 'chat-log'])
      expect(getComputedStyle(page.part(name)).fontSize, name).to.equal('24px');
  });

  it('stays usable on a page that unsets everything', async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { all: unset !important; display: block !important }');
    document.adoptedStyleSheets.push(sheet);
    try {
      const page = await onPage();
      await page.join();
      const { position, pointerEvents } = getComputedStyle(page.find('.dock'));
      expect([position, pointerEvents]).to.deep.equal(['fixed', 'none']);
      const badge = page.part('badge').getBoundingClientRect();
      expect(Math.round(badge.height)).to.equal(40);
      expect(Math.round(innerHeight - badge.bottom)).to.equal(20);
      expect(document.elementFromPoint(badge.x + 10, badge.y + 10)).to.equal(page.element);
    } finally {
      document.adoptedStyleSheets = [];
    }
  });
});
