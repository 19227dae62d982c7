import { expect } from '@open-wc/testing';
import { loadScript } from '../../../widget/loader/load-script.ts';
import { retryNow } from '../../../widget/loader/retry.ts';

describe('a script that cannot be loaded', () => {
  const { setTimeout: later } = globalThis;
  const real = { setTimeout, warn: console.warn, task: () => new Promise((done) => later(done)) };
  const warnings: string[] = [];
  /** The loader's pauses: how long, and what ends them. */
  let pauses: { ms: number; end: () => void }[];
  let name: string;
  let count = 0;
  let requests: MutationObserver;
  /** Names and queries of the scripts that were requested. */
  const links: string[] = [];
  const note = (records: MutationRecord[]): void => {
    for (const node of records.flatMap(({ addedNodes }) => [...addedNodes]))
      if (node instanceof HTMLLinkElement) links.push(node.href.replace(/.*\//, ''));
  };

  before(() => {
    console.warn = (text: string) => void warnings.push(text);
    requests = new MutationObserver(note);
    requests.observe(document.head, { childList: true });
  });
  beforeEach(() => {
    pauses = [];
    name = `missing-${String(count++).padStart(43, 'x')}`;
    // Other timers are the test runner's.
    globalThis.setTimeout = ((run: () => void, ms = 0) => {
      if (ms === 0 || ms % 1_000 > 0) return real.setTimeout(run, ms);
      pauses.push({ ms, end: run });
      return 0;
    }) as typeof setTimeout;
    requested();
  });
  afterEach(() => {
    globalThis.setTimeout = real.setTimeout;
  });
  after(() => {
    requests.disconnect();
    console.warn = real.warn;
  });

  const requested = (): string[] => {
    note(requests.takeRecords());
    return links.splice(0);
  };
  const outcome = (): Promise<unknown> =>
    loadScript(name, {}).then(
      () => 'loaded',
      (error: unknown) => (error as Error).name === 'NetworkError',
    );

  it('is requested when it is next needed, each time after twice as long, at most 5 minutes', async () => {
    expect(await outcome()).to.equal(true);
    const waits: number[] = [];
    while (waits.at(-1) !== 300_000) {
      const next = outcome();
      // Whoever needs it meanwhile waits for the same request.
      const [pause, ...others] = pauses.splice(0);
      void outcome();
      expect([others.length, pauses.length]).to.deep.equal([0, 0]);
      waits.push(pause?.ms ?? 0);
      pause?.end();
      expect(await next).to.equal(true);
    }
    expect(waits).to.deep.equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 300].map((s) => s * 1_000));
    const urls = requested();
    expect(urls).to.have.lengthOf(waits.length + 1);
    expect(new Set(urls).size, 'each has another URL').to.equal(urls.length);
  });

  it('is not requested while nobody needs it', async () => {
    await outcome();
    pauses.splice(0)[0]?.end();
    await real.task();
    expect([requested().length, pauses.length]).to.deep.equal([1, 0]);
  });

  const REASONS = {
    'the network is back': () => dispatchEvent(new Event('online')),
    'the visitor clicks': () => {
      document.body.click();
    },
    'the visitor presses a key': () =>
      document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true })),
    'the loader says so': retryNow,
  };
  for (const [what, happen] of Object.entries(REASONS))
    it(`is requested at once when ${what}, whether it is waited for or not, and then pauses no longer`, async () => {
      await outcome();
      happen();
      await outcome();
      expect(requested()).to.have.lengthOf(2);
      for (let times = 0; times < 3; times++) {
        const next = outcome();
        expect(pauses.splice(0).at(-1)?.ms).to.equal(1_000);
        happen();
        expect(await next).to.equal(true);
        expect(requested()).to.have.lengthOf(1);
      }
    });

  it('is what the page is warned of, once, whichever it is', () => {
    expect(warnings).to.have.lengthOf(1);
    expect(warnings[0]).to.match(
      /^\[live-presence\] can’t load http.*\/live-presence-missing-.*Will retry\.$/,
    );
  });
});
