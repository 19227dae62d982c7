import { expect } from '@open-wc/testing';
import { onPage, until, type OnPage } from './on-page.ts';

const root = document.documentElement;
const EDGE = 'position: absolute; top: 20px;';

type Part = HTMLElementTagNameMap['live-presence-badge' | 'live-presence-chat'];

/** A part by itself somewhere in the page. */
async function alone(
  tag: 'live-presence-badge' | 'live-presence-chat',
  style: string,
  attributes: Record<string, string> = {},
): Promise<{ page: OnPage; part: Part }> {
  const page = await onPage({ id: 'live', badge: 'off', chat: 'off', ...attributes });
  const part = document.createElement(tag);
  part.setAttribute('for', 'live');
  part.style.cssText = style;
  document.body.append(part);
  await page.join();
  await until(() => part.shadowRoot?.querySelector('button'));
  return { page, part };
}

async function open(page: OnPage, part: Part): Promise<DOMRect> {
  const panel = (): HTMLElement | null | undefined =>
    part.shadowRoot?.querySelector<HTMLElement>('live-presence-people, live-presence-chat-panel');
  part.shadowRoot?.querySelector('button')?.click();
  await until(() => panel()?.shadowRoot?.querySelector('h2'));
  await page.settled();
  return panel()!.getBoundingClientRect();
}

describe('a part that is placed alone', () => {
  afterEach(() => {
    root.dir = '';
    for (const part of document.querySelectorAll('[for=live]')) part.remove();
  });

  for (const tag of ['live-presence-badge', 'live-presence-chat'] as const) {
    for (const dir of ['ltr', 'rtl'] as const) {
      for (const side of ['left', 'right'] as const) {
        it(`(${tag}) at the ${side} of a page written ${dir} opens into the window`, async () => {
          root.dir = dir;
          const lang = dir === 'rtl' ? 'ar' : 'en';
          const { page, part } = await alone(tag, `${EDGE} ${side}: 20px`, { lang });
          await until(() => part.dir === dir && !part.language.pending);
          const panel = await open(page, part);
          expect(panel[side], 'it ends where the part does').to.equal(part.getBoundingClientRect()[side]);
          expect(root.scrollWidth, 'the page does not scroll sideways').to.equal(root.clientWidth);
        });
      }

      it(`(${tag}) with room at both sides opens in the direction of reading, ${dir}`, async () => {
        root.dir = dir;
        const lang = dir === 'rtl' ? 'ar' : 'en';
        const { page, part } = await alone(tag, `${EDGE} left: ${String(innerWidth / 2)}px`, { lang });
        await until(() => part.dir === dir && !part.language.pending);
        const panel = await open(page, part);
        const begin = dir === 'ltr' ? 'left' : 'right';
        expect(panel[begin]).to.equal(part.getBoundingClientRect()[begin]);
      });
    }
  }

  it('has its owner’s theme, or else the page’s', async () => {
    const { page, part } = await alone('live-presence-badge', '', { theme: 'dark' });
    const scheme = (): string => getComputedStyle(part).colorScheme;
    await until(() => scheme() === 'dark');
    page.element.setAttribute('theme', 'light');
    await until(() => scheme() === 'light');
    page.element.removeAttribute('theme');
    await until(() => scheme() === getComputedStyle(root).colorScheme);
  });

  it('has what the page sets for its owner, but for what the page sets for the part', async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      :root { --live-presence-line: #010101; }
      live-presence { --live-presence-surface: #020202; --live-presence-font-size: 20px; --live-presence-text: #030303; }
      .night live-presence { --live-presence-surface: #040404; }
      live-presence-badge { --live-presence-text: #050505; }
    `);
    document.adoptedStyleSheets.push(sheet);
    try {
      const { page, part } = await alone('live-presence-badge', '');
      const token = (name: string): string =>
        getComputedStyle(part).getPropertyValue(`--live-presence-${name}`);
      const pill = part.shadowRoot!.querySelector('button')!;
      await until(() => getComputedStyle(pill).backgroundColor === 'rgb(2, 2, 2)');
      expect(getComputedStyle(part).fontSize).to.equal('20px');
      expect(getComputedStyle(part).color, 'a rule for the part wins').to.equal('rgb(5, 5, 5)');
      expect(token('line')).to.equal('#010101');
      root.className = 'night';
      await until(() => getComputedStyle(pill).backgroundColor === 'rgb(4, 4, 4)');
      page.element.style.setProperty('--live-presence-surface', '#060606');
      await until(() => getComputedStyle(pill).backgroundColor === 'rgb(6, 6, 6)');
    } finally {
      root.className = '';
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    }
  });

  for (const tag of ['live-presence-badge', 'live-presence-chat'] as const)
    it(`(${tag}) takes the system’s scheme where the page sets none, and the page’s as soon as it does`, async () => {
      const { page, part } = await alone(tag, '', { theme: 'light' });
      const scheme = (): string => getComputedStyle(part.shadowRoot!.querySelector('button')!).colorScheme;
      await until(() => scheme() === 'light');
      page.element.removeAttribute('theme');
      await until(() => scheme() === 'light dark');
      root.style.colorScheme = 'dark';
      await until(() => scheme() === 'dark');
      root.style.colorScheme = '';
      await until(() => scheme() === 'light dark');
      const meta = document.createElement('meta');
      Object.assign(meta, { name: 'color-scheme', content: 'dark' });
      document.head.append(meta);
      // No event tells of it: it counts from the next time on that anything changes.
      part.requestUpdate();
      await until(() => scheme() === 'normal');
      meta.remove();
    });

  it('has the font size that the page sets, applied once', async () => {
    root.style.setProperty('--live-presence-font-size', '1.5em');
    const { page, part } = await alone('live-presence-badge', '');
    await open(page, part);
    const people = part.shadowRoot!.querySelector('live-presence-people')!;
    expect(getComputedStyle(part).fontSize).to.equal('24px');
    expect(getComputedStyle(people).fontSize).to.equal('24px');
    root.style.removeProperty('--live-presence-font-size');
  });
});
