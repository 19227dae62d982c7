import { expect } from '@open-wc/testing';
import type { OnPage } from './on-page.ts';
import { onPage, until } from './on-page.ts';

describe('the storage of <live-presence>', () => {
  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
  });

  it('sends messages left unsent by a reload, though the chat is not open', async () => {
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

  it('keeps unsent messages for each room', async () => {
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

  it('works without storage', async () => {
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

  it('remembers the visitor in this tab only with "session"', async () => {
    const first = await visitorOf(await onPage({ storage: 'session' }));
    expect(await visitorOf(await onPage({ storage: 'session' }))).to.equal(first);
    expect(localStorage).to.have.lengthOf(0);
  });

  it('remembers nothing with "none"', async () => {
    const first = await visitorOf(await onPage({ storage: 'none' }));
    expect(await visitorOf(await onPage({ storage: 'none' }))).not.to.equal(first);
    expect(localStorage.length + sessionStorage.length).to.equal(0);
  });

  it('stores no visitor key if there is a token', async () => {
    const page = await onPage({ storage: 'local', token: 'a.b.c' });
    page.sockets.last.accept();
    expect(page.sockets.last.of('hello')[0]?.token).to.equal('a.b.c');
    expect(page.sockets.last.of('hello')[0]?.visitor).to.equal(undefined);
    expect(localStorage).to.have.lengthOf(0);
  });

  it('works with storage that throws', async () => {
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

  it('prefers the visitor’s own name to the attribute', async () => {
    const page = await onPage({ storage: 'local', name: 'Attribute' });
    const end = await page.join();
    page.element.choices.setProfile({ name: 'Chosen' });
    expect(end.of('profile').at(-1)?.profile.name).to.equal('Chosen');
  });
});
