import { expect } from '@open-wc/testing';
import { ADA, BO, onPage, until, type OnPage } from '../on-page.ts';

async function editing(page: OnPage): Promise<ShadowRoot> {
  const buttons = await page.openPeople();
  buttons.find((button) => button.ariaLabel === 'Change name and colour')?.click();
  await until(() => page.parts('profile')[0]?.shadowRoot?.querySelector('form'));
  await page.settled();
  return page.part('profile').shadowRoot!;
}

describe('name and colour', () => {
  afterEach(() => localStorage.clear());

  it('are chosen in the people list, sent to the server, and stored', async () => {
    const page = await onPage({ storage: 'local', name: 'By the site' });
    const end = await page.join();
    const form = await editing(page);
    await expect(page.element).to.be.accessible();
    const name = form.querySelector<HTMLInputElement>('#name')!;
    expect(name.value).to.equal('Ada Lovelace');
    name.value = ' Countess ';
    form.querySelector<HTMLInputElement>('[value="#30a46c"], [aria-label="Colour 9"]')!.click();
    form.querySelector<HTMLButtonElement>('.save')!.click();
    await page.settled();
    expect(end.of('profile').at(-1)?.profile).to.deep.include({ name: 'Countess', color: '#30a46c' });
    expect(page.parts('profile')).to.have.lengthOf(0);
    page.element.remove();

    const next = await onPage({ storage: 'local', name: 'By the site' });
    next.sockets.last.accept();
    expect(next.sockets.last.of('hello')[0]?.profile).to.deep.include({ name: 'Countess' });
  });

  it('an empty name restores the site’s; “Cancel” changes nothing', async () => {
    const page = await onPage({ storage: 'local', name: 'By the site' });
    const end = await page.join();
    page.element.choices.setProfile({ name: 'Mine' });
    const form = await editing(page);
    form.querySelector<HTMLInputElement>('#name')!.value = 'thrown away';
    form.querySelector<HTMLButtonElement>('[type=button]')!.click();
    await page.settled();
    expect(end.of('profile').at(-1)?.profile.name).to.equal('Mine');
    const again = await editing(page);
    again.querySelector<HTMLInputElement>('#name')!.value = '';
    again.querySelector<HTMLButtonElement>('.save')!.click();
    expect(end.of('profile').at(-1)?.profile.name).to.equal('By the site');
  });

  it('cannot be changed if a token sets them', async () => {
    const page = await onPage({ token: 'signed' });
    await page.join([ADA, BO]);
    const buttons = await page.openPeople();
    expect(buttons.some((button) => button.ariaLabel === 'Change name and colour')).to.equal(false);
  });
});
