import { expect } from '@open-wc/testing';
import { onPage, until, type OnPage } from '../on-page.ts';
import { aFewFrames, click, focused, openDialog, TRAPS } from '../page-dialog.ts';

const people = (page: OnPage): ShadowRoot => page.part('people').shadowRoot!;
const edit = (page: OnPage): HTMLElement => people(page).querySelector<HTMLElement>('li .icon')!;
const inForm = (page: OnPage, selector: string): HTMLElement =>
  page.part('profile').shadowRoot!.querySelector<HTMLElement>(selector)!;

/** What the visitor does next they do later: nothing counts any more as what has just happened. */
function later(page: OnPage): void {
  page.clock.advance(2_000);
}

/** With a click, beside a dialog. */
async function openPeople(page: OnPage): Promise<void> {
  await click(page.part('badge'));
  await until(() => page.parts('people')[0]?.shadowRoot?.querySelector('h2'));
  await page.settled();
  await aFewFrames();
}

async function openProfile(page: OnPage): Promise<void> {
  await click(edit(page));
  await until(() => page.parts('profile')[0]?.shadowRoot?.querySelector('form'));
  await page.settled();
  await aFewFrames();
}

describe('the list of people beside a dialog of the page that traps the focus', () => {
  for (const trap of Object.keys(TRAPS)) {
    it(`has the focus once it is open, and until it is closed: ${trap}`, async () => {
      const page = await onPage();
      await page.join();
      const { field, close } = openDialog(trap);
      try {
        await openPeople(page);
        expect(focused() === people(page).querySelector('h2'), 'after the badge').to.equal(true);
        later(page);
        await click(people(page).querySelector<HTMLElement>('ul')!);
        expect(focused() === people(page).querySelector('ul'), 'after a click on the list').to.equal(true);
        focused()!.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }),
        );
        await page.settled();
        await aFewFrames();
        expect(page.parts('people')).to.have.lengthOf(0);
        field.focus();
        await aFewFrames();
        expect(focused() === field, 'after Escape').to.equal(true);
      } finally {
        close();
      }
    });

    for (const [how, selector] of [
      ['saved', '.save'],
      ['given up', '[type=button]'],
    ] as const)
      it(`keeps the name that is typed, also once it is ${how}: ${trap}`, async () => {
        const page = await onPage();
        await page.join();
        const { close } = openDialog(trap);
        try {
          await openPeople(page);
          later(page);
          await openProfile(page);
          expect(focused() === inForm(page, '#name'), 'after the button').to.equal(true);
          later(page);
          for (const selector of ['#name', '[type=radio]:last-of-type']) {
            await click(inForm(page, selector));
            expect(focused() === inForm(page, selector), `after a click on ${selector}`).to.equal(true);
          }
          later(page);
          await click(inForm(page, selector));
          await page.settled();
          await aFewFrames();
          expect(page.parts('profile')).to.have.lengthOf(0);
          expect(focused() === edit(page), 'after the form').to.equal(true);
        } finally {
          close();
        }
      });
  }
});
