import type { Browser, CDPSession } from 'playwright-core';

interface Answer {
  id?: number;
  result?: { result?: { value?: unknown }; exceptionDetails?: { text: string } };
}

/**
 * A tab without Playwright, controlled over DevTools only. Playwright keeps its tabs visible and focused, and a visible
 * tab is never frozen.
 */
export class BareTab {
  readonly #devtools: CDPSession;
  readonly #session: string;
  readonly #answers = new Map<number, (answer: Answer) => void>();
  #asked = 0;
  /** Called when another page has loaded. */
  #shown: (() => void) | undefined;

  private constructor(devtools: CDPSession, session: string) {
    this.#devtools = devtools;
    this.#session = session;
    devtools.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
      if (sessionId !== session) return;
      const answer = JSON.parse(message) as Answer & { method?: string; params?: { type?: string } };
      if (answer.id !== undefined) this.#answers.get(answer.id)?.(answer);
      // A page from the back/forward cache does not load again.
      const restored =
        answer.method === 'Page.frameNavigated' && answer.params?.type === 'BackForwardCacheRestore';
      if (restored || answer.method === 'Page.loadEventFired') this.#shown?.();
    });
  }

  /** Starts empty: evaluating while a page is loading could run in the previous page. */
  static async open(browser: Browser): Promise<BareTab> {
    const devtools = await browser.newBrowserCDPSession();
    const { targetId } = await devtools.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await devtools.send('Target.attachToTarget', { targetId, flatten: false });
    return new BareTab(devtools, sessionId);
  }

  /** The value of an expression in the page; awaits a promise. */
  async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.#ask('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (result?.exceptionDetails) throw new Error(`${result.exceptionDetails.text} in ${expression}`);
    return result?.result?.value;
  }

  /** Navigates, and resolves once the page has loaded. */
  async go(url: string): Promise<void> {
    await this.#navigate('Page.navigate', { url });
  }

  /** Like the browser's back button. */
  async back(): Promise<void> {
    const { result } = (await this.#ask('Page.getNavigationHistory', {})) as {
      result?: { currentIndex: number; entries: { id: number }[] };
    };
    const entry = result?.entries[result.currentIndex - 1];
    if (!entry) throw new Error('nothing to go back to');
    await this.#navigate('Page.navigateToHistoryEntry', { entryId: entry.id });
  }

  /** Brings another tab to the front. */
  async hide(): Promise<void> {
    const hidden = this.evaluate(
      `new Promise((done) => document.addEventListener('visibilitychange', done, { once: true })).then(() => 0)`,
    );
    const { targetId } = await this.#devtools.send('Target.createTarget', { url: 'about:blank' });
    await this.#devtools.send('Target.activateTarget', { targetId });
    await hidden;
  }

  /** As browsers do to save power: no timers run, no events fire. */
  async freeze(): Promise<void> {
    await this.#ask('Page.setWebLifecycleState', { state: 'frozen' });
  }

  async resume(): Promise<void> {
    await this.#ask('Page.setWebLifecycleState', { state: 'active' });
  }

  async #navigate(method: string, params: object): Promise<void> {
    await this.#ask('Page.enable', {});
    const shown = new Promise<void>((resolve) => (this.#shown = resolve));
    await this.#ask(method, params);
    await shown;
  }

  #ask(method: string, params: object): Promise<Answer> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#answers.set(id, resolve);
      this.#devtools
        .send('Target.sendMessageToTarget', {
          sessionId: this.#session,
          message: JSON.stringify({ id, method, params }),
        })
        .catch(reject);
    });
  }
}
