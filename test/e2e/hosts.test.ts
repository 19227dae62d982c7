import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { Chromium } from '../helpers/engines/chromium.ts';
import type { Tab } from '../helpers/engines/engine.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { Company } from '../hosts/company.ts';
import { HostSite } from '../hosts/host-site.ts';
import { assertSame, settled, tabOrder, typesInField, use } from '../hosts/visit.ts';

const PAGES = [
  'plain',
  'strict-policy',
  'nonce',
  'plain@trusted-types',
  'plain@our-policy-allowed',
  'plain@no-policy-allowed',
  'lit-before',
  'lit-after',
  'lit-before@trusted-types',
  'lit-after@trusted-types',
  'lit-before@theirs-allowed',
  'lit-after@theirs-allowed',
  'unset',
  'resets',
  'transformed',
  'zoomed',
  'clipped',
  'small-root',
  'right-to-left',
  'dark',
  'canvas',
];

void describe('host pages', () => {
  let engine: Chromium;
  let server: ServerProcess;
  let origin: string;
  let site: HostSite;
  const tabs: Tab[] = [];
  const open = async (path: string): Promise<Tab> => {
    const tab = await engine.open();
    tabs.push(tab);
    await tab.goto(`${site.origin}/${path}`);
    return tab;
  };
  let company: Company | undefined;

  before(async () => {
    server = new ServerProcess({ LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '0' });
    origin = `http://127.0.0.1:${String(await server.listening())}`;
    site = await HostSite.start(origin);
    engine = await Chromium.launch();
  });
  after(async () => {
    await engine.close();
    await site.close();
    await server.kill('SIGTERM');
  });

  afterEach(async () => {
    company?.leave();
    site.violations.length = 0;
    await Promise.all(tabs.splice(0).map((tab) => tab.close()));
  });

  for (const name of PAGES) {
    void test(`${name}: as it was, and the guest at work`, { timeout: 30_000 }, async () => {
      const bare = await open(`${name}?bare`);
      const before = await bare.evaluate(() => watch.census());
      const order = await tabOrder(bare);
      const { shifts } = await bare.evaluate(() => watch);

      company = await Company.on(origin, 'hosts', `/${name}`);
      const tab = await open(name);
      await settled(tab);
      await tab.until(() => watch.find('cursor'));
      const there = await tab.evaluate(() => watch.census());
      assertSame(before, there);
      await typesInField(tab);
      assert.deepEqual(await tabOrder(tab), [...order, 'live-presence']);
      await use(tab);
      assertSame(before, await tab.evaluate(() => watch.census()));
      const { problems, warnings, shifts: moved } = await tab.evaluate(() => watch);
      assert.deepEqual(moved, shifts);
      assert.deepEqual(problems, []);
      assert.deepEqual(warnings, []);
      assert.deepEqual(site.violations, []);
    });
  }
});
