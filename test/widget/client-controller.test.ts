import { expect, oneEvent } from '@open-wc/testing';
import { ADA, BO, CY, OnPage, onPage, until, warnings } from './on-page.ts';

describe('the connection of <live-presence>', () => {
  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
  });

  it('goes to the room, with page, name and colour, and keeps the server’s sub-path', async () => {
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

  it('is not ended before it is open when the element is taken away, which browsers report as an error', async () => {
    const page = await onPage();
    const end = page.sockets.last;
    page.element.remove();
    await page.settled();
    expect(end.closed, 'yet').to.equal(undefined);
    void page.join();
    await until(() => end.closed);
    expect(page.element.status).to.equal('idle');
  });

  it('goes on when the element is back before it is open', async () => {
    const page = await onPage();
    page.element.remove();
    await page.settled();
    document.body.append(page.element);
    await page.join();
    expect(page.element.status).to.equal('online');
    expect(page.sockets.ends).to.have.lengthOf(1);
  });

  it('has its status as attribute, property and event', async () => {
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

  it('says that it can’t connect where it never has, not that it reconnects, and hints in the console once', async () => {
    const logged = await warnings(async () => {
      const page = await onPage({ server: 'https://nobody.invalid/' });
      const texts = new Set<string>();
      for (let tries = 0; tries < 6; tries++) {
        page.sockets.last.close(1006);
        await until(() => page.element.client?.retryAt !== undefined);
        await page.settled();
        texts.add(page.part('status').textContent.trim());
        page.clock.advance((page.element.client?.retryAt ?? 0) - page.clock.now());
      }
      expect([...texts]).to.deep.equal(['Connecting…', 'Can’t connect']);
      await page.join();
      page.sockets.last.close(1006);
      await page.settled();
      expect(page.part('status').textContent.trim()).to.match(/^Reconnecting/);
    });
    expect(logged.filter((text) => text.includes('nobody.invalid'))).to.have.lengthOf(1);
  });

  it('shows nothing on a site that the server does not let in, neither at once nor later', async () => {
    for (const later of [false, true]) {
      const logged = await warnings(async () => {
        const page = await onPage({ id: 'barred', room: String(later), chat: 'open' });
        const part = document.createElement('live-presence-badge');
        part.setAttribute('for', 'barred');
        document.body.append(part);
        const shown = (): string[] =>
          ['badge', 'chat-toggle', 'chat'].filter((name) => page.parts(name).length);
        const end = later ? await page.join() : page.sockets.last;
        if (later) {
          await until(() => shown().length === 3 && part.shadowRoot?.querySelector('button'));
        } else end.accept();
        end.send({
          type: 'error',
          code: 'forbidden_origin' as 'forbidden',
          message: `not here, ${String(later)}`,
        });
        end.close(4503, 'no');
        await until(() => page.element.status === 'refused');
        await page.settled();
        expect(shown()).to.deep.equal([]);
        await until(() => !part.shadowRoot?.querySelector('button'));
        page.element.openChat();
        await page.settled();
        expect(shown()).to.deep.equal([]);
        part.remove();
        page.element.remove();
      });
      expect(logged.filter((text) => text.includes(`not here, ${String(later)}`))).to.have.lengthOf(1);
    }
  });

  it('has the members, and events when they join and leave', async () => {
    const page = await onPage();
    const end = await page.join([ADA, BO]);
    expect(page.element.count).to.equal(2);
    expect(page.element.members.map(({ id }) => id)).to.deep.equal(['ada', 'bo']);
    const events: string[] = [];
    for (const type of ['presence-join', 'presence-leave'] as const) {
      page.element.addEventListener(type, ({ detail }) =>
        events.push(`${type} ${detail.member.id} ${detail.count}`),
      );
    }
    end.send({ type: 'presence', count: 3, joins: [CY] });
    end.send({ type: 'presence', count: 2, leaves: ['bo'] });
    expect(events).to.deep.equal(['presence-join cy 3', 'presence-leave bo 2']);
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

  it('uses a new socket for another room', async () => {
    const page = await onPage();
    const end = await page.join();
    page.element.room = 'another';
    await page.settled();
    expect(end.closed?.code).to.equal(1000);
    expect(page.sockets.last.url).to.include('/another/');
  });
});
