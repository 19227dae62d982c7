import { expect } from '@open-wc/testing';
import { ADA, BO, CY, frame, onPage, person, until, type OnPage } from '../on-page.ts';

const crowd = (count: number) => [ADA, ...Array.from({ length: count - 1 }, (_, index) => person(index))];

async function openList(page: OnPage): Promise<void> {
  page.part('badge').click();
  await until(() => page.parts('people')[0]?.shadowRoot?.querySelector('h2'));
  await page.settled();
}

describe('the badge', () => {
  it('counts people once, and shows up to five of them', async () => {
    for (const [count, faces] of [
      [1, 1],
      [2, 2],
      [5, 5],
      [6, 5],
      [12, 5],
      [60, 5],
    ] as const) {
      const page = await onPage({ room: `of-${count}` });
      await page.join(crowd(count));
      expect(page.part('count').textContent.trim()).to.equal(`${count}`);
      expect(page.part('count').getAttribute('aria-label')).to.equal(
        count === 1 ? '1 person here' : `${count} people here`,
      );
      expect(page.parts('avatar')).to.have.lengthOf(faces);
      expect(page.part('badge').textContent).not.to.include('+');
      await expect(page.element).to.be.accessible();
      page.element.remove();
    }
  });

  it('does not shift the layout when people join and leave', async () => {
    const shifts: unknown[] = [];
    const look = new PerformanceObserver((list) => shifts.push(...list.getEntries()));
    look.observe({ type: 'layout-shift' });
    const page = await onPage();
    const narrow = { ...BO, name: 'I' };
    const wide = { ...CY, name: 'Mary Watson' };
    const end = await page.join([ADA, narrow]);
    for (const news of [
      { count: 2, joins: [wide], leaves: [narrow.id] },
      { count: 2, joins: [narrow], leaves: [wide.id] },
      { count: 7, joins: crowd(6).slice(1) },
      { count: 40 },
    ]) {
      end.send({ type: 'presence', ...news });
      await page.settled();
      // A shift is told after the frame that has it.
      await frame();
    }
    shifts.push(...look.takeRecords());
    look.disconnect();
    expect(shifts.map((shift) => JSON.stringify(shift))).to.deep.equal([]);
  });

  it('counts people without names, too', async () => {
    const page = await onPage();
    await page.join(crowd(10), { count: 5000 });
    expect(page.part('count').textContent.trim()).to.equal('5,000');
    await openList(page);
    expect(page.find('live-presence-people').shadowRoot?.textContent).to.include('and 4,990 more');
  });

  it('is hidden with badge="off"', async () => {
    const page = await onPage({ badge: 'off' });
    await page.join();
    expect(page.parts('badge')).to.have.lengthOf(0);
    expect(page.parts('chat-toggle')).to.have.lengthOf(1);
  });

  it('shows the connection’s status, with a countdown', async () => {
    const page = await onPage();
    expect(page.part('status').textContent).to.include('Connecting');
    const end = await page.join();
    expect(page.part('status').textContent.trim()).to.equal('');
    page.clock.advance(10_000);
    page.clock.chance = 0.99;
    end.close(1006);
    for (let tries = 0; tries < 3; tries++) {
      page.clock.advance(5_000);
      page.sockets.last.close(1006);
      await until(() => page.element.client?.retryAt !== undefined);
    }
    await page.settled();
    const seconds = () => Number(/in (\d+)\ss/.exec(page.part('status').textContent)?.[1]);
    const before = seconds();
    expect(before).to.be.greaterThan(1);
    page.clock.advance(1000);
    await page.settled();
    expect(seconds()).to.equal(before - 1);
    expect(page.part('count').textContent.trim(), 'who was here stays').to.equal('2');
  });

  for (const [code, status, reason] of [
    ['forbidden', 'No access', 'You can’t join this room.'],
    ['closed', 'Closed', 'This room is closed right now.'],
    ['limit', 'Room is full', 'The room is full. Try again later.'],
    // A code that only newer servers know.
    ['eclipsed', 'Unavailable', 'The server refused the connection.'],
  ] as const)
    it(`explains a refusal: ${code}`, async () => {
      const page = await onPage();
      page.sockets.last.accept();
      page.sockets.last.send({ type: 'error', code: code as 'forbidden', message: 'no' });
      page.sockets.last.close(4503, 'no');
      await page.settled();
      expect(page.element.status).to.equal('refused');
      expect(page.part('status').textContent.trim()).to.equal(status);
      await openList(page);
      expect(page.find('live-presence-people').shadowRoot?.textContent).to.include(reason);
    });

  describe('opens a list', () => {
    it('with the visitor first, people on other pages last, and who is away', async () => {
      const page = await onPage();
      await page.join([CY, BO, ADA], { self: { ...ADA, session: 's' } });
      expect(page.parts('person')).to.have.lengthOf(0);
      await openList(page);
      const [ada, bo, cy] = page.parts('person').map((entry) =>
        entry.textContent
          .replace(/[\u2068\u2069]/g, '')
          .replace(/\s+/g, ' ')
          .trim(),
      );
      expect(ada).to.include('Ada Lovelace').and.include('you');
      expect(bo).to.equal('BBo');
      expect(cy).to.include('Cy').and.include('Away').and.include('On /pricing');
      await expect(page.element).to.be.accessible();
    });

    it('with a button that hides the widget for the session', async () => {
      const page = await onPage();
      const end = await page.join();
      await openList(page);
      page.find('footer .link').click();
      await page.settled();
      expect(page.parts('badge')).to.have.lengthOf(0);
      expect(end.closed?.code).to.equal(1000);
    });

    it('with the visitor’s own switches for cursors, which are remembered', async () => {
      localStorage.clear();
      const page = await onPage({ storage: 'local' });
      await page.join();
      await openList(page);
      const switches = () =>
        page.all('[role=switch]').map((each) => [each.textContent.trim(), each.getAttribute('aria-checked')]);
      expect(switches()).to.deep.equal([
        ['Show others’ cursors', 'true'],
        ['Show my cursor to others', 'true'],
      ]);
      page.all('[role=switch]')[1]?.click();
      await page.settled();
      expect(switches().map(([, on]) => on)).to.deep.equal(['true', 'false']);
      await expect(page.element).to.be.accessible();
      page.element.remove();
      const later = await onPage({ storage: 'local' });
      expect(later.element.choices.visibility).to.deep.equal({ showOthers: true, shareOwn: false });
      later.element.choices.setVisibility({ shareOwn: true });
      expect(later.element.choices.visibility).to.deep.equal({ showOthers: true, shareOwn: true });
      localStorage.clear();
    });

    it('that links to the pages where others are, if they are of this site', async () => {
      const page = await onPage();
      const elsewhere = [
        '/pricing',
        'checkout',
        '//evil.example/x',
        '/\\\\evil.example',
        'javascript:alert(1)',
      ];
      await page.join([ADA, ...elsewhere.map((at, i) => ({ ...BO, id: `p${i}`, pages: [at] }))]);
      await openList(page);
      const links = page.all('a').map((link) => (link as HTMLAnchorElement).href);
      expect(links).to.deep.equal([`${location.origin}/pricing`]);
    });

    it('without switches if cursors are off', async () => {
      const page = await onPage({ cursors: 'off' });
      await page.join();
      await openList(page);
      expect(page.find('footer').textContent).to.include('not your cursor');
    });

    it('that Escape closes, with the focus back on the badge', async () => {
      const page = await onPage();
      await page.join();
      page.part('badge').focus();
      await openList(page);
      expect(page.part('badge').getAttribute('aria-expanded')).to.equal('true');
      const { activeElement } = page.find('live-presence-people').shadowRoot ?? {};
      expect(activeElement?.localName).to.equal('h2');
      const escape = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true });
      activeElement?.dispatchEvent(escape);
      await page.settled();
      expect(page.parts('person')).to.have.lengthOf(0);
      expect(page.find('live-presence-badge').shadowRoot?.activeElement).to.equal(page.part('badge'));
    });

    it('that a click elsewhere closes', async () => {
      const page = await onPage();
      await page.join();
      await openList(page);
      document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
      await page.settled();
      expect(page.parts('person')).to.have.lengthOf(0);
    });
  });

  it('can stand alone in the page', async () => {
    const page = await onPage({ badge: 'off', id: 'here' });
    const badge = document.createElement('live-presence-badge');
    badge.setAttribute('for', 'here');
    document.body.prepend(badge);
    await page.join(crowd(3));
    await until(() => badge.shadowRoot?.querySelector('[part=count]')?.textContent.trim() === '3');
    badge.remove();
  });

  it('shows names and colours as text, whatever is in them', async () => {
    const page = await onPage();
    const nasty = { ...BO, name: '<img src=x onerror=alert(1)>', color: 'red;background:url(//x)' };
    await page.join([ADA, nasty]);
    await openList(page);
    expect(page.find('live-presence-people').shadowRoot?.querySelector('img')).to.equal(null);
    expect(page.parts('person')[1]?.textContent).to.include('<img src=x');
    for (const avatar of page.parts('avatar')) expect(avatar.style.background).to.equal('');
  });
});
