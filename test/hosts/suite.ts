import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Engine, Tab } from '../helpers/engines/engine.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { Company } from './company.ts';
import { HostSite } from './host-site.ts';
import { assertSame, settled, tabOrder, typesInField, use } from './visit.ts';

/** Where the widget comes from, the sites that it is on, and a browser: started before the tests, ended after them. */
export class Surroundings<E extends Engine = Engine> {
  engine!: E;
  site!: HostSite;
  /** The server's origin. */
  origin!: string;
  #server!: ServerProcess;
  readonly #tabs = new Set<Tab>();
  readonly #company: Company[] = [];

  constructor(launch: () => Promise<E>) {
    before(async () => {
      this.#server = new ServerProcess({ LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '0' });
      this.origin = `http://127.0.0.1:${String(await this.#server.listening())}`;
      this.site = await HostSite.start(this.origin);
      this.engine = await launch();
    });
    afterEach(async () => {
      for (const one of this.#company.splice(0)) one.leave();
      this.site.violations.length = 0;
      await Promise.all([...this.#tabs].map((tab) => this.leave(tab)));
      // The browser hangs up in its own time: the next test must not count sockets of this one.
      while ((await this.sockets()) > 0);
    });
    after(async () => {
      await this.engine.close();
      await this.site.close();
      await this.#server.kill('SIGTERM');
    });
  }

  /** A visitor on a page of the site. */
  async open(path: string): Promise<Awaited<ReturnType<E['open']>>> {
    const tab = (await this.engine.open()) as Awaited<ReturnType<E['open']>>;
    this.#tabs.add(tab);
    await tab.goto(`${this.site.origin}/${path}`);
    return tab;
  }

  async leave(tab: Tab): Promise<void> {
    this.#tabs.delete(tab);
    await tab.close();
  }

  /** Somebody else on that page. @param place way down the tree to what they point at */
  async company(path: string, place?: number[]): Promise<Company> {
    const company = await Company.on(this.origin, 'hosts', `/${path}`, place);
    this.#company.push(company);
    return company;
  }

  /** How many sockets the server has. */
  async sockets(): Promise<number> {
    const text = await (await fetch(`${this.origin}/metrics`)).text();
    return Number(/^live_presence_sockets (\d+)/m.exec(text)?.[1]);
  }

  /** Fails where the page or the browser complained. @param warnings so many may have been said on the console */
  async assertQuiet(tab: Tab, warnings = 0): Promise<void> {
    const { problems, warnings: said } = await tab.evaluate(() => watch);
    assert.deepEqual(problems, []);
    assert.deepEqual(said.slice(warnings), []);
    assert.deepEqual(this.site.violations, []);
  }
}

/** Pages whose policy lets nobody but themselves parse anything. */
const FORBIDS = /@(no-policy|theirs)-allowed$/;

/** Nothing is shown, the page runs, and its owner is told, once. The browser itself reports what it has forbidden. */
async function staysAway(tab: Tab): Promise<void> {
  await tab.until(() => document.querySelector('live-presence')?.status === 'online');
  const { problems, warnings } = await tab.evaluate(() => watch);
  assert.deepEqual(
    problems.filter((problem) => !problem.startsWith('violation of ')),
    [],
  );
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, /trusted-types/);
  await typesInField(tab);
}

/** Each page with the guest is as it is without, and the guest is at work on it. */
export function hostPages(launch: () => Promise<Engine>, name: string, pages: readonly string[]): void {
  void describe(`host pages in ${name}`, () => {
    const around = new Surroundings(launch);
    for (const path of pages) {
      void test(`${path}: as it was, and the guest at work`, { timeout: 240_000 }, async () => {
        const bare = await around.open(`${path}?bare`);
        const before = await bare.evaluate(() => watch.census());
        const order = await tabOrder(bare);
        const { shifts } = await bare.evaluate(() => watch);
        // Not every driver has two tabs.
        await around.leave(bare);

        await around.company(path);
        const tab = await around.open(path);
        if (FORBIDS.test(path) && !(await tab.evaluate(() => 'setHTML' in Element.prototype))) {
          await staysAway(tab);
          assertSame(before, await tab.evaluate(() => watch.census()));
          return;
        }
        await settled(tab);
        await tab.until(() => watch.find('cursor'));
        assertSame(before, await tab.evaluate(() => watch.census()));
        await typesInField(tab);
        assert.deepEqual(await tabOrder(tab), [...order, 'live-presence']);
        await use(tab);
        assertSame(before, await tab.evaluate(() => watch.census()));
        assert.deepEqual((await tab.evaluate(() => watch)).shifts, shifts);
        await around.assertQuiet(tab);
      });
    }
  });
}
