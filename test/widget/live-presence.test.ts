import { expect } from '@open-wc/testing';
import type { OnPage } from './on-page.ts';
import { onPage, until, warnings } from './on-page.ts';

describe('<live-presence>', () => {
  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
  });

  describe('in the page', () => {
    it('cleans up when it is removed', async () => {
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

    it('reconnects when it is added again', async () => {
      const page = await onPage();
      await page.join();
      page.element.remove();
      await page.settled();
      await page.show();
      expect(page.sockets.ends).to.have.lengthOf(2);
      await page.join();
      expect(page.part('count').textContent).to.equal('2');
    });

    it('sends what has changed while it was removed', async () => {
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

    it('treats undefined, as frameworks set it, as no attribute', async () => {
      const page = await onPage({ name: 'Ada', hotkey: '/' });
      const end = await page.join();
      const none = undefined as unknown as string;
      const logged = await warnings(async () => {
        for (const name of ['name', 'page', 'color', 'hotkey', 'room', 'server', 'lang'] as const)
          page.element[name] = name === 'room' || name === 'server' ? page.element[name] : none;
        await page.settled();
      });
      expect(logged).to.deep.equal([]);
      expect(end.of('profile').at(-1)?.profile).to.deep.equal({ name: '' });
      expect(end.of('page').at(-1)?.page).to.equal(location.pathname);
    });

    it('does not split a character of a long name', async () => {
      const page = await onPage({ name: `${'n'.repeat(39)}😀` });
      page.sockets.last.accept();
      expect(page.sockets.last.of('hello')[0]?.profile.name).to.equal('n'.repeat(39));
    });

    it('follows the page’s colour scheme', async () => {
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

    it('works once per room: a second element waits, with one warning, until the first is removed', async () => {
      const first = await onPage();
      let second: OnPage | undefined;
      const logged = await warnings(async () => {
        second = await onPage();
        await onPage();
      });
      expect(logged.filter((text) => text.includes('only the first element'))).to.have.lengthOf(1);
      expect(second?.sockets.ends).to.have.lengthOf(0);
      expect(second?.element.status).to.equal('idle');
      first.element.remove();
      await until(() => second?.sockets.ends.length === 1);
    });

    it('closes its socket while the page is in the back/forward cache', async () => {
      const page = await onPage();
      const end = await page.join();
      window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      expect(end.closed?.code).to.equal(1000);
      window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
      expect(page.sockets.ends).to.have.lengthOf(2);
    });
  });

  describe('consent', () => {
    it('is required before anything is opened, stored or sent', async () => {
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

  it('is hidden for the session when dismissed, and comes back when restored', async () => {
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

  it('creates no global and does not move the page', async () => {
    const before = Object.getOwnPropertyNames(window);
    const { width, height } = document.documentElement.getBoundingClientRect();
    const page = await onPage();
    await page.join();
    const after = document.documentElement.getBoundingClientRect();
    expect([after.width, after.height]).to.deep.equal([width, height]);
    expect(Object.getOwnPropertyNames(window).filter((name) => !before.includes(name))).to.deep.equal([]);
  });

  it('has the font size that the page sets, at every depth', async () => {
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
