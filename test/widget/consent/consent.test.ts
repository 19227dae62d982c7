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

  it('is requested; before an answer nothing is opened or stored, and the focus stays', async () => {
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

  it('given by the visitor holds on the next page, until it is withdrawn', async () => {
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

  it('that was declined is not requested again on this page, and nothing is stored', async () => {
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

  it('that was declined here is not granted by an answer in another tab', async () => {
    const page = await asked();
    localStorage.setItem('live-presence:consent', 'granted');
    page.part('consent-decline').click();
    await page.settled();
    page.element.requestUpdate();
    await page.settled();
    expect(page.sockets.ends).to.have.lengthOf(0);
    expect(page.element.consent).to.equal('required');
  });

  it('clears storage of another kind when it is withdrawn', async () => {
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

  it('given by the site is not stored', async () => {
    const page = await asked();
    page.element.grantConsent();
    await page.settled();
    await page.join();
    page.element.remove();
    expect((await asked()).parts('consent')).to.have.lengthOf(1);
  });

  it('is withdrawn if the site changes the attribute, unless the visitor gave it', async () => {
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

  it('is not given by removing the attribute', async () => {
    const page = await asked();
    page.element.removeAttribute('consent');
    await page.settled();
    expect(page.sockets.ends).to.have.lengthOf(0);
    expect(page.element.consent).to.equal('required');
    expect(stored()).to.deep.equal([]);
  });

  it('is needed before anything is stored, whatever the site calls; it is stored afterwards', async () => {
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

  it('withdrawn while a message is being posted leaves nothing', async () => {
    const page = await onPage({ storage: 'local' });
    await page.join();
    page.element.send('secret');
    await page.element.withdrawConsent();
    await page.settled();
    await until(() => customElements.get('live-presence-chat-panel'));
    await page.settled();
    expect(stored()).to.deep.equal([]);
  });

  it('withdrawn in one tab is withdrawn in all', async () => {
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

  it('can be withdrawn with the keyboard: the focus moves to the new question', async () => {
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

  it('can be withdrawn in the people list by visitors who were asked', async () => {
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

describe('a visitor who withdraws', () => {
  it('can have their messages erased; if that fails, they stay and see why', async () => {
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
    // Its script is loaded at the first request.
    await until(() => end.of('erase').length > 0);
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

  it('starts with the visitor’s cursor hidden, which the badge shows, with a switch', async () => {
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
