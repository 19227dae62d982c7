import { expect } from '@open-wc/testing';
import { onIdle } from '../../../widget/loader/page-idle.ts';

/** What the page has asked the browser to do later. */
class Later {
  readonly idle = new Map<number, () => void>();
  readonly timers = new Map<number, () => void>();
  readonly #real = { setTimeout, clearTimeout, requestIdleCallback, cancelIdleCallback };
  #last = 0;

  constructor() {
    const add = (queue: Map<number, () => void>) => (run: () => void) => {
      queue.set(++this.#last, run);
      return this.#last;
    };
    Object.assign(globalThis, {
      setTimeout: add(this.timers),
      clearTimeout: (id: number) => this.timers.delete(id),
      requestIdleCallback: add(this.idle),
      cancelIdleCallback: (id: number) => this.idle.delete(id),
    });
  }

  restore(): void {
    Object.assign(globalThis, this.#real);
    Reflect.deleteProperty(document, 'readyState');
  }
}

describe('an idle page', () => {
  let later: Later;
  let calls: number;
  const call = (): void => {
    calls++;
  };
  const loading = (): void =>
    void Object.defineProperty(document, 'readyState', { value: 'interactive', configurable: true });
  const load = (): void => void dispatchEvent(new Event('load'));
  const run = (queue: Map<number, () => void>): void => {
    for (const one of [...queue.values()]) one();
  };
  beforeEach(() => {
    calls = 0;
    later = new Later();
  });
  afterEach(() => {
    later.restore();
  });

  it('is waited for until the page has loaded', () => {
    loading();
    onIdle(call);
    run(later.idle);
    expect(calls).to.equal(0);
    load();
    run(later.idle);
    expect(calls).to.equal(1);
    load();
    expect(later.idle.size, 'is asked for once').to.equal(1);
  });

  it('is waited for no longer than 3 s', () => {
    loading();
    onIdle(call);
    run(later.timers);
    expect(calls).to.equal(1);
  });

  it('is waited for where the browser cannot tell', () => {
    Object.assign(globalThis, { requestIdleCallback: undefined });
    onIdle(call);
    expect(later.timers.size, 'a pause, and 3 s').to.equal(2);
    run(later.timers);
    expect(calls).to.be.at.least(1);
  });
});
