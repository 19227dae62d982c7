import { emulateMedia } from '@web/test-runner-commands';
import { expect } from '@open-wc/testing';
import { onPage, until } from './on-page.ts';

describe('a badge that is placed alone', () => {
  afterEach(async () => {
    await emulateMedia({ colorScheme: 'light' });
  });

  it('is as dark as the one in the corner where the system is', async () => {
    await emulateMedia({ colorScheme: 'dark' });
    const page = await onPage({ id: 'live' });
    const part = document.createElement('live-presence-badge');
    part.setAttribute('for', 'live');
    document.body.append(part);
    await page.join();
    const backgroundOf = (badge: Element | null | undefined): string | null => {
      const pill = badge?.shadowRoot?.querySelector('button');
      return pill ? getComputedStyle(pill).backgroundColor : null;
    };
    const own = page.element.shadowRoot?.querySelector('live-presence-badge');
    await until(() => backgroundOf(part) === 'rgb(29, 29, 32)');
    expect(backgroundOf(own)).to.equal('rgb(29, 29, 32)');

    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      '@media (prefers-color-scheme: light) { live-presence { --live-presence-surface: #eee } }',
    );
    document.adoptedStyleSheets.push(sheet);
    await emulateMedia({ colorScheme: 'light' });
    await until(() => backgroundOf(part) === 'rgb(238, 238, 238)');
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    part.remove();
  });
});
