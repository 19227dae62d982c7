import { expect } from '@open-wc/testing';
import { onPage, until, type OnPage } from '../on-page.ts';

const stored = () => [localStorage, sessionStorage].flatMap((storage) => Object.keys(storage));

async function asked(attributes: Record<string, string> = {}): Promise<OnPage> {
  return onPage({ consent: 'required', storage: 'local', ...attributes });
}

describe('consent', () => {
  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
  });

  it('is asked for; before an answer nothing is opened or stored, and the focus stays', async () => {
    const field = document.body.appendChild(document.createElement('input'));
    field.focus();
    const page = await asked();
    expect(page.parts('consent')).to.have.lengthOf(1);
    expect(page.sockets.ends).to.have.lengthOf(0);
    expect(stored()).to.deep.equal([]);
    expect(document.activeElement === field).to.equal(true);
    expect(page.element.status).to.equal('idle');
    await expect(page.element).to.be.accessible();
    field.remove();
  });

  it('once given by the visitor holds on the next page, too, until it is taken back', async () => {
    const page = await asked();
    page.part('consent-grant').click();
    await page.settled();
    expect(page.parts('consent')).to.have.lengthOf(0);
    expect(page.element.getAttribute('consent')).to.equal('granted');
    await page.join();
    expect(page.element.choices.consented).to.equal(true);
    page.element.remove();

    const next = await asked();
    expect(next.parts('consent')).to.have.lengthOf(0);
    const end = await next.join();
    await next.element.withdrawConsent();
    await next.settled();
    expect(end.closed?.code).to.equal(1000);
    expect(stored()).to.deep.equal([]);
    expect(next.parts('consent'), 'whoever has just left is not asked again').to.have.lengthOf(0);
    next.element.remove();

    expect((await asked()).parts('consent')).to.have.lengthOf(1);
  });

  it('that was refused is not asked for again on this page, and nothing is stored', async () => {
    const page = await asked();
    page.part('consent-decline').click();
    await page.settled();
    expect(page.parts('consent')).to.have.lengthOf(0);
    expect(page.sockets.ends).to.have.lengthOf(0);
    expect(stored()).to.deep.equal([]);
    page.element.grantConsent();
    await page.settled();
    expect(page.sockets.ends, 'the site may have another way to say yes').to.have.lengthOf(1);
  });

  it('that was refused here is not given by what the visitor says in another tab', async () => {
    const page = await asked();
    localStorage.setItem('live-presence:consent', 'granted');
    page.part('consent-decline').click();
    await page.settled();
    page.element.requestUpdate();
    await page.settled();
    expect(page.sockets.ends).to.have.lengthOf(0);
    expect(page.element.consent).to.equal('required');
  });

  it('taken back clears what was stored in another place before', async () => {
    const page = await asked();
    page.part('consent-grant').click();
    await page.settled();
    await page.join();
    expect(stored()).to.include('live-presence:consent');
    page.element.storage = 'none';
    await page.settled();
    await page.element.withdrawConsent();
    await page.settled();
    expect(stored()).to.deep.equal([]);
  });

  it('given by the site alone is for the site to remember', async () => {
    const page = await asked();
    page.element.grantConsent();
    await page.settled();
    await page.join();
    page.element.remove();
    expect((await asked()).parts('consent')).to.have.lengthOf(1);
  });

  it('that the site takes away by the attribute is as taken back, unless it was the visitor’s own', async () => {
    const page = await asked();
    page.element.grantConsent();
    await page.settled();
    const end = await page.join();
    page.element.setAttribute('consent', 'required');
    await page.settled();
    expect(end.closed?.code).to.equal(1000);
    expect(stored()).to.deep.equal([]);
    expect(page.parts('consent')).to.have.lengthOf(1);
    page.part('consent-grant').click();
    await page.settled();
    const own = await page.join();
    // As a framework does that draws its page anew.
    page.element.setAttribute('consent', 'required');
    await page.settled();
    expect(own.closed).to.equal(undefined);
    expect(page.element.getAttribute('consent')).to.equal('granted');
  });

  it('is not given by taking the attribute away', async () => {
    const page = await asked();
    page.element.removeAttribute('consent');
    await page.settled();
    expect(page.sockets.ends).to.have.lengthOf(0);
    expect(page.element.consent).to.equal('required');
    expect(stored()).to.deep.equal([]);
  });

  it('comes before anything is stored, whatever the site calls; after it all of that is', async () => {
    const page = await asked();
    const { element } = page;
    element.choices.setProfile({ name: 'Early' });
    element.choices.setVisibility({ shareOwn: false });
    element.choices.setAlerts({ sound: true });
    element.choices.ignore('somebody', true);
    expect(stored()).to.deep.equal([]);
    element.dismiss();
    await page.settled();
    expect(page.parts('consent'), 'dismissed, it does not ask either').to.have.lengthOf(0);
    element.restore();
    await page.settled();
    page.part('consent-grant').click();
    await page.settled();
    expect(stored()).to.include.members(['live-presence:name', 'live-presence:own', 'live-presence:sound']);
  });

  it('taken back while a message is on its way into the chat leaves nothing', async () => {
    const page = await onPage({ storage: 'local' });
    await page.join();
    page.element.send('secret');
    await page.element.withdrawConsent();
    await page.settled();
    await until(() => customElements.get('live-presence-chat-panel'));
    await page.settled();
    expect(stored()).to.deep.equal([]);
  });

  it('taken back in one tab is taken back in all', async () => {
    const page = await onPage({ storage: 'local' });
    const end = await page.join();
    sessionStorage.setItem('live-presence:unsent', '[]');
    // The other tab cleared what they share; this one is told.
    localStorage.clear();
    dispatchEvent(new StorageEvent('storage', { key: 'live-presence:visitor', newValue: null }));
    await page.settled();
    expect(end.closed?.code).to.equal(1000);
    expect(page.element.consent).to.equal('required');
    expect(stored()).to.deep.equal([]);
  });

  it('is taken back with the keyboard, too: the focus goes to what is asked then', async () => {
    const page = await asked();
    page.part('consent-grant').click();
    await page.settled();
    await page.join();
    const people = await page.openPeople();
    const leave = people.find((button) => button.textContent.includes('forget me'));
    leave?.focus();
    leave?.click();
    await page.settled();
    const focus = page.part('people').shadowRoot?.activeElement;
    expect(focus?.textContent).to.include('Delete my messages');
    focus?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));
    await page.settled();
    expect(page.parts('people')).to.have.lengthOf(0);
  });

  it('is taken back in the list of people by whoever was asked', async () => {
    const page = await asked();
    page.part('consent-grant').click();
    await page.settled();
    await page.join();
    const people = await page.openPeople();
    const leave = people.find((button) => button.textContent.includes('forget me'));
    leave?.click();
    await page.settled();
    const [, , ...choices] = await page.openPeople();
    choices.find((button) => button.textContent.includes('Just leave'))?.click();
    await page.settled();
    expect(page.element.status).to.equal('idle');
    expect(stored()).to.deep.equal([]);
  });
});

describe('whoever leaves', () => {
  it('can have erased what they said; where that is not possible now, they stay and are told', async () => {
    const page = await asked();
    page.part('consent-grant').click();
    await page.settled();
    const end = await page.join();
    const press = async (words: string): Promise<void> => {
      const buttons = await page.openPeople();
      buttons.find((button) => button.textContent.includes(words))?.click();
      await page.settled();
    };
    await press('forget me');
    await press('Delete my messages');
    expect(end.of('erase')).to.have.lengthOf(1);
    end.send({ type: 'error', code: 'unavailable', ref: 'erase', message: 'not now' });
    await page.settled();
    expect(page.element.status).to.equal('online');
    expect(page.part('people').shadowRoot?.textContent).to.include('Couldn’t delete your messages');
    await press('Delete my messages');
    end.send({ type: 'erased', member: 'ada', seq: 0 });
    await page.settled();
    expect(page.element.status).to.equal('idle');
    expect(stored()).to.deep.equal([]);
  });
});

describe('Global Privacy Control', () => {
  const set = (value: boolean | undefined): void => {
    Object.defineProperty(navigator, 'globalPrivacyControl', { value, configurable: true });
  };
  beforeEach(() => set(true));
  afterEach(() => {
    set(undefined);
    localStorage.clear();
  });

  it('starts with one’s own cursor unshared; the badge says so, and the switch is at hand', async () => {
    const page = await onPage({ storage: 'local' });
    await page.join();
    expect(page.element.choices.visibility).to.deep.equal({ showOthers: true, shareOwn: false });
    const sign = () => page.part('badge').querySelector('svg')?.getAttribute('aria-label');
    expect(sign()).to.equal('Your cursor is hidden');
    const buttons = await page.openPeople();
    await expect(page.element).to.be.accessible();
    buttons.find((button) => button.textContent.includes('Show my cursor'))?.click();
    await page.settled();
    expect(page.element.choices.visibility.shareOwn).to.equal(true);
    expect(sign()).to.equal(undefined);
    page.element.remove();
    const next = await onPage({ storage: 'local' });
    expect(next.element.choices.visibility.shareOwn, 'the visitor’s own word is remembered').to.equal(true);
  });
});
