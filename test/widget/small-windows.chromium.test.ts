import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import type { ErrorCode } from '../../protocol/errors.ts';
import { ADA, onPage, person, until, type OnPage } from './on-page.ts';

const before = { width: innerWidth, height: innerHeight };
const crowd = (count: number) => [ADA, ...Array.from({ length: count - 1 }, (_, index) => person(index))];
const boxOf = (element: Element): DOMRect => element.getBoundingClientRect();

/** Nothing of it is beyond the window's edges. */
function expectInWindow(element: Element, what: string): void {
  const { left, top, right, bottom } = boxOf(element);
  expect(left, `${what}: left`).to.be.at.least(0);
  expect(top, `${what}: top`).to.be.at.least(0);
  expect(right, `${what}: right`).to.be.at.most(innerWidth);
  expect(bottom, `${what}: bottom`).to.be.at.most(innerHeight);
}

/** Nothing in the badge is beyond its edges. */
function expectInBadge(page: OnPage, what: string): void {
  const badge = page.part('badge');
  expect(badge.scrollWidth, `${what}: wider than the badge`).to.be.at.most(badge.clientWidth);
  expect(badge.scrollHeight, `${what}: higher than the badge`).to.be.at.most(badge.clientHeight);
}

/** Brings the element's end into view as a wheel or a finger does: only what scrolls by itself is moved. */
function scrollTo(element: Element): void {
  let at: Element | null = element;
  while (at) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY))
      at.scrollTop += boxOf(element).bottom - boxOf(at).bottom;
    const root = at.getRootNode();
    at = at.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }
}

async function openChat(page: OnPage): Promise<void> {
  page.element.openChat();
  await until(() => page.parts('chat-input').length > 0);
  await page.settled();
}

async function editing(page: OnPage): Promise<ShadowRoot> {
  const buttons = await page.openPeople();
  buttons.find((button) => button.ariaLabel === 'Change name and colour')?.click();
  await until(() => page.parts('profile')[0]?.shadowRoot?.querySelector('form'));
  await page.settled();
  return page.part('profile').shadowRoot!;
}

describe('in small windows', () => {
  afterEach(() => setViewport(before));

  for (const width of [320, 360, 481]) {
    for (const position of ['bottom-right', 'top-left']) {
      it(`the badge stays in one of ${width} px, ${position}, also while the server is away`, async () => {
        await setViewport({ width, height: 568 });
        const page = await onPage({ position });
        const end = await page.join(crowd(7));
        expectInWindow(page.part('badge'), 'online');
        page.clock.advance(10_000);
        page.clock.chance = 0.99;
        end.close(1006);
        for (let tries = 0; tries < 3; tries++) {
          page.clock.advance(5_000);
          page.sockets.last.close(1006);
          await until(() => page.element.client?.retryAt !== undefined);
        }
        await page.settled();
        expect(page.part('status').textContent).to.match(/in \d+\ss/);
        expectInWindow(page.part('badge'), 'away');
        expectInBadge(page, 'away');
        expectInWindow(page.part('chat-toggle'), 'away');
      });
    }
  }

  for (const lang of ['ar', 'de', 'en', 'es', 'fr', 'ja', 'pt', 'zh']) {
    it(`the badge has two lines for the reason why it is not connected, in ${lang}`, async () => {
      await setViewport({ width: 320, height: 568 });
      // Some of these the client finds out by itself; the words are the same.
      for (const code of ['not_found', 'unauthorised', 'limit'] as ErrorCode[]) {
        const page = await onPage({ lang });
        await until(() => page.element.language.tag === lang && !page.element.language.pending);
        const end = await page.join(crowd(7), { count: 5_000 });
        expectInWindow(page.part('badge'), 'online');
        expectInBadge(page, 'online');
        end.send({ type: 'error', code, message: 'no' });
        end.close(4503, 'no');
        await page.settled();
        expect(page.element.status).to.equal('refused');
        expectInWindow(page.part('badge'), code);
        expectInBadge(page, code);
        const text = page.part('status').lastElementChild!;
        // A font may be a little higher than its line.
        expect(text.scrollHeight, `${code} is read in whole`).to.be.below(text.clientHeight + 8);
        page.element.remove();
      }
    });
  }

  for (const [width, height] of [
    [640, 500],
    [640, 420],
    [640, 401],
    [640, 320],
    [568, 320],
    [320, 256],
  ] as const) {
    it(`the buttons below name and colour can be scrolled to, ${width} × ${height}`, async () => {
      await setViewport({ width, height });
      const page = await onPage();
      await page.join(crowd(5));
      const form = await editing(page);
      expectInWindow(page.part('people'), 'the list');
      const inside = boxOf(page.part('people'));
      for (const button of form.querySelectorAll('button')) {
        scrollTo(button);
        const { top, bottom } = boxOf(button);
        expect(top).to.be.at.least(inside.top - 1);
        expect(bottom).to.be.at.most(inside.bottom + 1);
      }
      const close = page.find('live-presence-people').shadowRoot!.querySelector('header .icon')!;
      expectInWindow(close, 'the button that closes');
    });
  }

  for (const [width, height, offset, position] of [
    [900, 600, '72px', 'bottom-right'],
    [900, 600, '72px', 'top-right'],
    [1280, 720, '200px', 'bottom-left'],
    [1280, 720, '200px', 'top-left'],
    [360, 640, '200px', 'bottom-right'],
  ] as const) {
    it(`chat and list stay in one of ${width} × ${height} at ${position}, ${offset} from its edge`, async () => {
      await setViewport({ width, height });
      const page = await onPage({ position });
      page.element.style.setProperty('--live-presence-offset-y', offset);
      await page.join(crowd(40));
      await openChat(page);
      expectInWindow(page.part('chat'), 'chat');
      // A sheet at the bottom of a phone has nothing to do with the dock's place.
      if (width < 480) expect(boxOf(page.part('chat')).height).to.equal(544);
      await page.openPeople();
      expectInWindow(page.part('people'), 'list');
      if (width < 480) expect(boxOf(page.part('people')).height).to.equal(480);
    });
  }
});
