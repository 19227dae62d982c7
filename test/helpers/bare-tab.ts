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

  private constructor(devtools: CDPSession, session: string) {
    this.#devtools = devtools;
    this.#session = session;
    devtools.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
      const answer = JSON.parse(message) as Answer;
      if (sessionId === session && answer.id !== undefined) this.#answers.get(answer.id)?.(answer);
    });
  }

  static async open(browser: Browser, url: string): Promise<BareTab> {
    const devtools = await browser.newBrowserCDPSession();
    const { targetId } = await devtools.send('Target.createTarget', { url });
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
