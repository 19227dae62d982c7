import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../../scripts/find-browser.mjs';
import { Tab } from './engine.ts';
import type { Engine, Key } from './engine.ts';

export class ChromiumTab extends Tab {
  readonly page: Page;

  constructor(page: Page) {
    super();
    this.page = page;
  }

  async goto(url: string): Promise<void> {
    await this.page.goto(url);
  }

  click(x: number, y: number): Promise<void> {
    return this.page.mouse.click(x, y);
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  press(key: Key): Promise<void> {
    return this.page.keyboard.press(key);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  protected ask(expression: string): Promise<unknown> {
    return this.page.evaluate(expression);
  }
}

export class Chromium implements Engine {
  readonly name = 'Chromium';
  readonly browser: Browser;

  private constructor(browser: Browser) {
    this.browser = browser;
  }

  static async launch(): Promise<Chromium> {
    return new Chromium(await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS }));
  }

  async open(): Promise<ChromiumTab> {
    const context = await this.browser.newContext({ viewport: { width: 1000, height: 700 } });
    return new ChromiumTab(await context.newPage());
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}
