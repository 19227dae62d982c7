import type { Browser, CDPSession } from 'playwright-core';

interface Answer {
  id?: number;
  result?: { result?: { value?: unknown }; exceptionDetails?: { text: string } };
}

/**
 * A tab that playwright does not hold: it keeps all of its own visible and focused, and what can be seen is never
 * frozen. Spoken to by DevTools alone.
 */
export class BareTab {
  readonly #devtools: CDPSession;
  readonly #session: string;
  readonly #answers = new Map<number, (answer: Answer) => void>();
  #asked = 0;
  /** To be called once another page is there. */
  #shown: (() => void) | undefined;

  private constructor(devtools: CDPSession, session: string) {
    this.#devtools = devtools;
    this.#session = session;
    devtools.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
      if (sessionId !== session) return;
      const answer = JSON.parse(message) as Answer & { method?: string; params?: { type?: string } };
      if (answer.id !== undefined) this.#answers.get(answer.id)?.(answer);
      // A page from the cache is not loaded again.
      const restored =
        answer.method === 'Page.frameNavigated' && answer.params?.type === 'BackForwardCacheRestore';
      if (restored || answer.method === 'Page.loadEventFired') this.#shown?.();
    });
  }

  /** Empty: what is asked of a page that is on its way may be asked of the one before it. */
  static async open(browser: Browser): Promise<BareTab> {
    const devtools = await browser.newBrowserCDPSession();
    const { targetId } = await devtools.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await devtools.send('Target.attachToTarget', { targetId, flatten: false });
    return new BareTab(devtools, sessionId);
  }

  /** What an expression comes to in the page; a promise is waited for. */
  async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.#ask('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (result?.exceptionDetails) throw new Error(`${result.exceptionDetails.text} in ${expression}`);
    return result?.result?.value;
  }

  /** Goes to another page, and resolves once that is loaded. */
  async go(url: string): Promise<void> {
    await this.#navigate('Page.navigate', { url });
  }

  /** As the browser's button does. */
  async back(): Promise<void> {
    const { result } = (await this.#ask('Page.getNavigationHistory', {})) as {
      result?: { currentIndex: number; entries: { id: number }[] };
    };
    const entry = result?.entries[result.currentIndex - 1];
    if (!entry) throw new Error('there is nothing to go back to');
    await this.#navigate('Page.navigateToHistoryEntry', { entryId: entry.id });
  }

  /** Another tab comes before it. */
  async hide(): Promise<void> {
    const hidden = this.evaluate(
      `new Promise((done) => document.addEventListener('visibilitychange', done, { once: true })).then(() => 0)`,
    );
    const { targetId } = await this.#devtools.send('Target.createTarget', { url: 'about:blank' });
    await this.#devtools.send('Target.activateTarget', { targetId });
    await hidden;
  }

  /** As browsers do to save power: no timer runs, no event comes. */
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
