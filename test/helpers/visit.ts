import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** Two people visit a page, see each other and their cursors, and chat. */
export async function meetAndChat(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<void> {
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];
  const visit = async (name: string): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 900, height: 700 }, ...options });
    contexts.push(context);
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(`${name}: ${error.message}`));
    page.on('console', (message) => {
      if (['warning', 'error'].includes(message.type()) && !message.location().url.endsWith('/favicon.ico'))
        complaints.push(`${name}: ${message.text()}`);
    });
    await page.goto(address);
    await page
      .locator('live-presence[status=online]')
      .waitFor({ state: 'attached' })
      .catch((error: unknown) => {
        throw new Error(`${name} could not join: ${complaints.join('; ')}`, { cause: error });
      });
    return page;
  };
  try {
    const ada = await visit('Ada');
    const bo = await visit('Bo');
    for (const page of [ada, bo])
      await page
        .locator('[part~=count]')
        .filter({ hasText: /^\s*2\s*$/ })
        .waitFor();
    await bo.evaluate(() => customElements.whenDefined('live-presence-cursors').then(() => undefined));
    await ada.evaluate(() => customElements.whenDefined('live-presence-cursors').then(() => undefined));
    const cursor = bo.locator('[part~=cursor]').first();
    for (let step = 0; step < 50 && !(await cursor.isVisible()); step++)
      await ada.mouse.move(200 + step * 3, 150 + step);
    await cursor.waitFor();
    await ada.locator('[part~=chat-toggle]').click();
    await ada.locator('[part~=chat-input]').fill('hello from the tarball');
    await ada.locator('[part~=chat-input]').press('Enter');
    await bo.locator('[part~=chat-toggle]').click();
    await bo.locator('[part~=message-text]').filter({ hasText: 'hello from the tarball' }).waitFor();
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  } finally {
    for (const context of contexts) await context.close();
  }
}
