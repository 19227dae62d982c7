import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { Tab } from './engine.ts';
import type { Engine, Key } from './engine.ts';

/** The parts of Puppeteer used here; it comes with the test runner and is not a dependency of ours. */
interface Puppeteer {
  launch(options: object): Promise<PuppeteerBrowser>;
}
interface PuppeteerBrowser {
  createBrowserContext(): Promise<{ newPage(): Promise<PuppeteerPage>; close(): Promise<void> }>;
  close(): Promise<void>;
}
interface PuppeteerPage {
  setViewport(size: object): Promise<void>;
  goto(url: string): Promise<unknown>;
  evaluate(expression: string): Promise<unknown>;
  mouse: { click(x: number, y: number): Promise<void> };
  keyboard: { type(text: string): Promise<void>; press(key: string): Promise<void> };
}

const runner = createRequire(createRequire(import.meta.url).resolve('@web/test-runner-chrome'));

export function firefoxPath(): string | undefined {
  if (process.env['FIREFOX_PATH']) return process.env['FIREFOX_PATH'];
  try {
    return execFileSync('which', ['firefox-esr', 'firefox']).toString().split('\n')[0];
  } catch {
    // `which` also fails if only one of them is installed.
    return undefined;
  }
}

class FirefoxTab extends Tab {
  readonly #page: PuppeteerPage;
  readonly #close: () => Promise<void>;

  constructor(page: PuppeteerPage, close: () => Promise<void>) {
    super();
    this.#page = page;
    this.#close = close;
  }

  async goto(url: string): Promise<void> {
    await this.#page.goto(url);
  }

  click(x: number, y: number): Promise<void> {
    return this.#page.mouse.click(x, y);
  }

  type(text: string): Promise<void> {
    return this.#page.keyboard.type(text);
  }

  press(key: Key): Promise<void> {
    return this.#page.keyboard.press(key);
  }

  close(): Promise<void> {
    return this.#close();
  }

  protected ask(expression: string): Promise<unknown> {
    return this.#page.evaluate(expression);
  }
}

/** Firefox, controlled over WebDriver BiDi. */
export class Firefox implements Engine {
  readonly name = 'Firefox';
  readonly #browser: PuppeteerBrowser;

  private constructor(browser: PuppeteerBrowser) {
    this.#browser = browser;
  }

  static async launch(executablePath: string): Promise<Firefox> {
    const { default: puppeteer } = (await import(runner.resolve('puppeteer-core'))) as {
      default: Puppeteer;
    };
    return new Firefox(await puppeteer.launch({ browser: 'firefox', executablePath, headless: true }));
  }

  async open(): Promise<Tab> {
    const context = await this.#browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ width: 1000, height: 700 });
    return new FirefoxTab(page, () => context.close());
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
