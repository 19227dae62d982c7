import { expect } from '@open-wc/testing';
import type { Member } from '../../../protocol/presence.ts';
import type { ServerEnd } from '../../helpers/socket-pair.ts';
import { ADA, onPage, person, until, type OnPage } from '../on-page.ts';

/** `p0000` … in the order of their ids. */
const nth = (number: number): Member => ({ ...person(number), id: `p${String(number).padStart(4, '0')}` });

/** Plays the server's part: a room of so many, whose welcome names Ada and the first 99. */
class Crowd {
  readonly members: Member[];
  answered = 0;

  constructor(size: number) {
    this.members = [ADA, ...Array.from({ length: size - 1 }, (_, index) => nth(index))];
  }

  get count(): number {
    return this.members.length;
  }

  join(page: OnPage): Promise<ServerEnd> {
    return page.join(this.members.slice(0, 100), { count: this.count });
  }

  /** Answers the requests that have not been answered yet. */
  answer(end: ServerEnd): void {
    const requests = end.of('roster');
    for (; this.answered < requests.length; this.answered++) {
      const { after, limit } = requests[this.answered]!;
      const all = this.members.filter(({ id }) => after === undefined || id > after);
      all.sort((a, b) => (a.id < b.id ? -1 : 1));
      end.send({
        type: 'roster',
        ...(after !== undefined && { after }),
        members: all.slice(0, limit),
        more: all.length > limit,
      });
    }
  }
}

const list = (page: OnPage): HTMLElement =>
  page.find('live-presence-people').shadowRoot!.querySelector<HTMLElement>('ul')!;
const ids = (page: OnPage): string[] => page.parts('person').map(({ dataset }) => dataset.member!);
const more = (page: OnPage): HTMLElement | undefined => page.all('li.more')[0];

/** Opens the list and waits for what a crowd's needs. */
async function openCrowd(page: OnPage): Promise<void> {
  await page.openPeople();
  await until(() => list(page).matches('.crowd'));
  await page.settled();
}

async function scrollToEnd(page: OnPage): Promise<void> {
  list(page).scrollTop = list(page).scrollHeight;
  await page.settled();
}

/** Scrolls to the end until everybody is there. */
async function scrollThrough(page: OnPage, end: ServerEnd, crowd: Crowd): Promise<void> {
  for (let round = 0; more(page) && round < 2 * crowd.count; round++) {
    await scrollToEnd(page);
    crowd.answer(end);
    await page.settled();
  }
}

describe('the list of people in a crowd', () => {
  it('loads nothing until it is scrolled, then one page at a time', async () => {
    const page = await onPage();
    const crowd = new Crowd(450);
    const end = await crowd.join(page);
    await openCrowd(page);
    expect(ids(page)).to.have.lengthOf(100);
    expect(more(page)?.textContent).to.include('350');
    expect(end.of('roster')).to.deep.equal([]);
    await scrollToEnd(page);
    await scrollToEnd(page);
    expect(end.of('roster')).to.deep.equal([{ type: 'roster', limit: 100 }]);
  });

  it('can be scrolled to its end, through 5,000 people, and draws only what changes', async function () {
    this.timeout(60_000);
    const page = await onPage();
    const crowd = new Crowd(5_000);
    const end = await crowd.join(page);
    await openCrowd(page);
    await scrollThrough(page, end, crowd);
    expect(new Set(ids(page)).size).to.equal(5_000);
    expect(ids(page)).to.have.lengthOf(5_000);
    expect(ids(page)[0]).to.equal('ada');
    const changes: MutationRecord[] = [];
    const observer = new MutationObserver((records) => void changes.push(...records));
    observer.observe(page.parts('person')[0]!.getRootNode(), {
      attributes: true,
      characterData: true,
      childList: true,
      subtree: true,
    });
    end.send({ type: 'presence', count: 5_001, joins: [nth(6_000)] });
    await page.element.updateComplete;
    await page.settled();
    expect(ids(page)).to.have.lengthOf(5_001);
    changes.push(...observer.takeRecords());
    observer.disconnect();
    expect(changes.length).to.be.within(1, 50);
  });

  it('follows joins and leaves while it loads, and announces only those', async () => {
    const page = await onPage();
    const crowd = new Crowd(450);
    const end = await crowd.join(page);
    const events: string[] = [];
    for (const type of ['presence-join', 'presence-leave'] as const)
      page.element.addEventListener(type, ({ detail }) => events.push(`${type} ${detail.member.id}`));
    await openCrowd(page);
    await scrollToEnd(page);
    crowd.answer(end);
    await page.settled();
    // Behind and before what is loaded: one comes, one whom nobody has named yet goes, and one who is named.
    const gone = new Set(['p0400', 'p0010']);
    crowd.members.push(nth(5_000), { ...person(0), id: 'a-first' });
    const joins = crowd.members.slice(-2);
    crowd.members.splice(0, Infinity, ...crowd.members.filter(({ id }) => !gone.has(id)));
    end.send({ type: 'presence', count: crowd.count, joins, leaves: [...gone] });
    await scrollThrough(page, end, crowd);
    expect([...ids(page)].sort()).to.deep.equal(crowd.members.map(({ id }) => id).sort());
    expect(events.sort()).to.deep.equal([
      'presence-join a-first',
      'presence-join p5000',
      'presence-leave p0010',
    ]);
  });

  it('reloads names in a crowd that has changed, but not constantly', async () => {
    const page = await onPage();
    const crowd = new Crowd(250);
    const end = await crowd.join(page);
    await openCrowd(page);
    await scrollThrough(page, end, crowd);
    const before = end.of('roster').length;
    // One went and two came on other pages: the server says no more than how many there are.
    crowd.members.splice(5, 1);
    crowd.members.push(nth(7_000), nth(7_001));
    end.send({ type: 'presence', count: crowd.count });
    await scrollToEnd(page);
    expect(end.of('roster'), 'it was read a moment ago').to.have.lengthOf(before);
    for (let second = 0; second < 31; second++) {
      page.clock.advance(1_000);
      end.send({ type: 'pong' });
    }
    end.send({ type: 'presence', count: crowd.count, updates: [ADA] });
    await page.settled();
    for (let round = 0; round < 5; round++) {
      await scrollToEnd(page);
      crowd.answer(end);
      await page.settled();
    }
    expect([...ids(page)].sort()).to.deep.equal(crowd.members.map(({ id }) => id).sort());
  });

  for (const [what, fail] of [
    [
      'is refused',
      (_: OnPage, end: ServerEnd) =>
        end.send({ type: 'error', code: 'rate_limited', ref: 'roster', message: 'slow down' }),
    ],
    [
      'does not come',
      (page: OnPage, end: ServerEnd) => {
        for (let second = 0; second < 11; second++) {
          page.clock.advance(1_000);
          end.send({ type: 'pong' });
        }
      },
    ],
  ] as const) {
    it(`has a button to retry when a page ${what}`, async () => {
      const page = await onPage();
      const crowd = new Crowd(150);
      const end = await crowd.join(page);
      await openCrowd(page);
      await scrollToEnd(page);
      fail(page, end);
      await page.settled();
      // That one is never answered.
      crowd.answered = end.of('roster').length;
      const button = more(page)?.querySelector('button');
      expect(button?.textContent.trim()).to.equal('Try now');
      button?.click();
      await page.settled();
      expect(more(page)?.querySelector('button')).to.equal(null);
      crowd.answer(end);
      await page.settled();
      await scrollThrough(page, end, crowd);
      expect(ids(page)).to.have.lengthOf(150);
      expect(more(page)).to.equal(undefined);
    });
  }

  it('restarts after a reconnect, without announcements', async () => {
    const page = await onPage();
    const crowd = new Crowd(250);
    const end = await crowd.join(page);
    const events: string[] = [];
    for (const type of ['presence-join', 'presence-leave'] as const)
      page.element.addEventListener(type, () => events.push(type));
    await openCrowd(page);
    await scrollThrough(page, end, crowd);
    end.close(1006);
    page.clock.advance(5_000);
    crowd.answered = 0;
    const again = await crowd.join(page);
    await scrollThrough(page, again, crowd);
    expect(ids(page)).to.have.lengthOf(250);
    expect(events).to.deep.equal([]);
  });

  it('is one Tab stop, with arrow keys inside', async function () {
    this.timeout(20_000);
    const page = await onPage();
    const crowd = new Crowd(150);
    await crowd.join(page);
    await openCrowd(page);
    const root = page.find('live-presence-people').shadowRoot!;
    const entries = [...list(page).querySelectorAll<HTMLElement>('a, button.entry')];
    expect(entries).to.have.lengthOf(99);
    expect(entries.every(({ tabIndex }) => tabIndex === -1)).to.equal(true);
    list(page).focus();
    const way = ['ArrowDown', 'ArrowDown', 'End', 'ArrowDown', 'ArrowUp', 'Home', 'ArrowUp'].map((key) => {
      const init = { key, bubbles: true, composed: true, cancelable: true };
      root.activeElement?.dispatchEvent(new KeyboardEvent('keydown', init));
      return root.activeElement?.closest('li')?.dataset.member;
    });
    expect(way).to.deep.equal(['p0000', 'p0001', 'p0098', 'p0098', 'p0097', 'p0000', 'p0000']);
    expect(getComputedStyle(root.activeElement!).outlineStyle).to.equal('solid');
    await expect(page.find('live-presence-people')).to.be.accessible();
  });
});

describe('the list of people in another writing direction', () => {
  for (const [lang, name] of [
    ['ar', 'Ada'],
    ['en', 'ليلى'],
  ] as const)
    it(`keeps the name ${name} next to its avatar in the language ${lang}`, async () => {
      const page = await onPage({ lang });
      await page.join([ADA, { ...person(1), name }]);
      await page.openPeople();
      await until(() => page.parts('person').length === 2);
      const row = page.parts('person').find(({ textContent }) => textContent.includes(name))!;
      const text = document.createRange();
      text.selectNodeContents(row.querySelector('.name')!);
      const [word, avatar] = [
        text.getBoundingClientRect(),
        row.querySelector('.avatar')!.getBoundingClientRect(),
      ];
      const distance = lang === 'ar' ? avatar.left - word.right : word.left - avatar.right;
      expect(distance).to.be.within(0, 20);
    });
});
