import { expect } from '@open-wc/testing';
import type { LivePresence } from '../../widget/live-presence.ts';
import { OnPage, onPage, warnings } from './on-page.ts';

describe('the attributes of <live-presence>', () => {
  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
  });

  it('are reflected to properties and back', async () => {
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

  it('have defaults that are not in the markup', async () => {
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

  it('return to their default when they are removed', async () => {
    const { element } = await onPage({ position: 'top-left' });
    element.removeAttribute('position');
    await element.updateComplete;
    expect(element.position).to.equal('bottom-right');
  });

  for (const [name, value, other] of [
    ['cursors', 'off', 'on'],
    ['badge', 'off', 'on'],
    ['chat', 'open', 'off'],
    ['position', 'top-left', 'top-right'],
    ['theme', 'dark', 'light'],
    ['unread', 'title', 'badge'],
    ['name', 'Cleo', 'Dora'],
    ['color', '#123456', '#654321'],
    ['avatar', 'a.png', 'b.png'],
    ['hotkey', '/', '.'],
    ['page', '/other', '/third'],
    ['lang', 'de', 'fr'],
  ] as const) {
    it(`survive a morph that takes reflected ones away, and the site can still change them: ${name}`, async () => {
      const { element } = await onPage();
      const read = (): unknown => Reflect.get(element, name);
      const start = read();
      if (name === 'page') element.removeAttribute('page');
      Reflect.set(element, name, value);
      await element.updateComplete;
      element.removeAttribute(name);
      await element.updateComplete;
      expect([read(), element.getAttribute(name)], 'reflected').to.deep.equal([value, value]);
      Reflect.set(element, name, undefined);
      element.removeAttribute(name);
      await element.updateComplete;
      expect(read() || start, 'unset by a framework').to.equal(start);
      element.setAttribute(name, other);
      await element.updateComplete;
      expect(read(), 'set by the site').to.equal(other);
      element.removeAttribute(name);
      await element.updateComplete;
      expect(read(), 'removed by the site').to.equal(name === 'page' ? '' : start);
    });
  }

  for (const [name, value, fallback] of [
    ['cursors', 'maybe', 'on'],
    ['badge', 'yes', 'on'],
    ['chat', 'ajar', 'closed'],
    ['position', 'centre', 'bottom-right'],
    ['theme', 'sepia', 'auto'],
    ['storage', 'cookie', 'local'],
    // An author who writes the attribute wants consent.
    ['consent', 'perhaps', 'required'],
  ] as const) {
    it(`warn once about ${name}="${value}", and use ${fallback}`, async () => {
      let element: LivePresence | undefined;
      const logged = await warnings(async () => {
        ({ element } = await onPage({ [name]: value }));
        element.requestUpdate();
        await element.updateComplete;
      });
      expect(logged).to.have.lengthOf(1);
      expect(logged[0]).to.include(name).and.include(value).and.include(fallback);
      expect(element?.[name]).to.equal(fallback);
    });
  }

  it('warn about an invalid server', async () => {
    const logged = await warnings(() =>
      onPage({ server: 'ftp://x', room: 'a'.repeat(129), color: 'reddish' }),
    );
    expect(logged.some((text) => text.includes('server="ftp://x"'))).to.equal(true);
  });

  for (const [name, value, taken] of [
    ['page', 'a\u0085b', 'using /'],
    ['name', 'n'.repeat(41), 'using nnn'],
    ['color', 'reddish', 'using a generated colour'],
    ['hotkey', 'ctrl + k', 'using none'],
    ['room', 'a'.repeat(129), location.host],
    ['room', '..', location.host],
    ['room', 'a\u0085b', location.host],
    ['room', 'a\ud800b', location.host],
  ] as const) {
    it(`warn once about ${name}="${value.slice(0, 10)}", with what is allowed`, async () => {
      const logged = await warnings(async () => {
        const page = await onPage({ [name]: value });
        await page.join();
        page.element.requestUpdate();
        await page.settled();
      });
      expect(logged).to.have.lengthOf(1);
      expect(logged[0])
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
    it(`warn once about the unknown attribute ${name}`, async () => {
      const logged = await warnings(async () => {
        const page = await onPage({ [name]: 'x' });
        page.element.requestUpdate();
        await page.settled();
      });
      expect(logged).to.deep.equal([`[live-presence] unknown attribute "${name}"${hint}; ignored`]);
    });

  it('do not warn about global attributes, or those that frameworks add', async () => {
    const others = 'id class title hidden dir style slot tabindex data-v-1 _ngcontent-x aria-label is part';
    const logged = await warnings(() =>
      onPage(Object.fromEntries(others.split(' ').map((name) => [name, '']))),
    );
    expect(logged).to.deep.equal([]);
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

  it('do not include a token that is set as a property', async () => {
    const page = await onPage();
    page.element.token = 'secret';
    await page.element.updateComplete;
    expect(page.element.outerHTML).not.to.include('secret');
  });
});
