/**
 * Whatever scripts a page's policy allows, the loader runs nothing that is not what it was when the loader was built.
 * Where it can't load anything, the console says what to add to the policy.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Chromium } from '../helpers/engines/chromium.ts';
import type { Engine, Tab } from '../helpers/engines/engine.ts';
import { Firefox } from '../helpers/engines/firefox.ts';
import { firefox, webkit } from '../helpers/engines/installed.ts';
import { WebKit } from '../helpers/engines/webkit.ts';
import { LoaderSite, chatIsOpen, online, triesAgain } from '../helpers/loader-site.ts';

/** The loader's own. */
const OURS = 'live-presence-loader';
const REQUIRED = `require-trusted-types-for 'script'`;
/** The scripts' origin, and the server's addresses, are filled in. */
const POLICIES = {
  'of the script’s origin': `script-src 'nonce-n0nce' %SCRIPTS%`,
  'of nonces': `script-src 'nonce-n0nce'`,
  'of nonces, with what they load': `script-src 'nonce-n0nce' 'strict-dynamic'`,
  'of trusted types': `${REQUIRED}; trusted-types live-presence live-presence-loader`,
  'of trusted types, with nonces': `${REQUIRED}; trusted-types live-presence live-presence-loader; script-src 'nonce-n0nce'`,
  'of trusted types, without the loader’s': `${REQUIRED}; trusted-types live-presence`,
  'of trusted types, without the loader’s, with nonces': `${REQUIRED}; trusted-types live-presence; script-src 'nonce-n0nce'`,
  'of trusted types, without the loader’s, with what nonces load': `${REQUIRED}; trusted-types live-presence; script-src 'nonce-n0nce' 'strict-dynamic'`,
  'that lists trusted types, and requires none': 'trusted-types live-presence',
};
/** Policies, by what lets a core through. */
const WAYS = {
  ' that elements load': '',
  ' that `import()` loads': `${REQUIRED}; trusted-types live-presence`,
};
/** Makes Chromium load as Safari does, which `npm test` doesn't run in. */
const AS_SAFARI = `<script nonce="n0nce">
  Object.defineProperty(navigator, 'vendor', { value: 'Apple Computer, Inc.' });
</script>`;

interface Options {
  /** Whether it loads scripts as Safari does. */
  safari?: boolean;
  /** Whether to test trusted types. */
  trusted?: boolean;
  /** Beginning of each page. */
  head?: string;
}

function suite(name: string, launch: () => Promise<Engine>, options: Options = {}): void {
  const { safari = false, trusted = true, head = '' } = options;
  void describe(`policies in ${name}`, { timeout: 300_000 }, () => {
    const site = new LoaderSite(launch);
    const { scripts } = site;

    const open = (policy: string, attributes = ''): Promise<Tab> =>
      site.open({
        head,
        body: site.mounting(attributes),
        headers: {
          'Content-Security-Policy': policy
            .replace('%SCRIPTS%', scripts.origin)
            .replace('%SERVER%', `${site.api} ${site.api.replace('http', 'ws')}`),
        },
      });
    const changedHasRun = (tab: Tab): Promise<boolean> => tab.evaluate(() => 'changedHasRun' in globalThis);

    for (const [what, policy] of Object.entries(POLICIES).filter(
      ([what]) => trusted || !what.includes('trusted types'),
    )) {
      void test(`works under a policy ${what}`, async () => {
        const tab = await open(policy, 'data-chat="open"');
        await online(tab);
        await chatIsOpen(tab);
        const { warnings, violations } = await tab.evaluate(() => view);
        assert.deepEqual(warnings, []);
        // However many scripts it loads: that it may create no policy, and that an element may load nothing.
        const refused: string[] = [];
        if (safari && policy.includes('trusted-types ') && !policy.includes(OURS)) {
          refused.push('trusted-types');
          if (policy.includes(REQUIRED)) refused.push('require-trusted-types-for');
        }
        assert.deepEqual(violations, refused);
      });
    }

    for (const [what, policy] of Object.entries(trusted ? WAYS : { '': '' })) {
      void test(`never runs a core${what} if it was changed, and loads the right one later`, async () => {
        scripts.faults.set('core', 'changed');
        const tab = await open(policy);
        await tab.evaluate(() => view.until(() => view.warnings.length > 0));
        await triesAgain(tab);
        while (scripts.count('core') < 2) await tab.evaluate(() => undefined);
        scripts.faults.clear();
        // What waits for the network is there only after it has failed.
        await tab.evaluate(() =>
          view.until(() => {
            dispatchEvent(new Event('online'));
            return document.querySelector('live-presence[status=online]');
          }),
        );
        assert.equal(await changedHasRun(tab), false);
      });

      void test(`runs the core${what} as it was when it was checked, whatever the server sends later`, async () => {
        scripts.faults.set('core', 'changed later');
        const tab = await open(policy);
        await online(tab);
        assert.equal(await changedHasRun(tab), false);
      });
    }

    if (!trusted) return;

    // The policy `live-presence` is missing, too. Where templates need one, nothing is shown, and the console says so.
    for (const policies of [`'none'`, 'theirs'])
      void test(`is loaded where the page lists only the policies ${policies}`, async () => {
        const tab = await open(`${REQUIRED}; trusted-types ${policies}`);
        await online(tab);
        const parses = await tab.evaluate(
          () => 'setHTML' in Element.prototype || !('trustedTypes' in globalThis),
        );
        const warnings = await tab.evaluate(() => view.warnings);
        assert.equal(warnings.length, parses ? 0 : 1, warnings.join('\n'));
        if (!parses) assert.match(warnings[0] ?? '', /add live-presence to trusted-types/);
      });

    void test('knows the server by the loader’s address, whatever the core’s is', async () => {
      const body = site.tag();
      const headers = { 'Content-Security-Policy': `${REQUIRED}; trusted-types live-presence` };
      const tab = await site.open({ head, body, headers });
      await tab.evaluate(() => customElements.whenDefined('live-presence').then(() => undefined));
      const origin = await tab.evaluate(
        () => (customElements.get('live-presence') as unknown as { origin: string }).origin,
      );
      assert.equal(origin, scripts.origin);
    });

    const BLOCKING = {
      'refuses what was checked': `${REQUIRED}; trusted-types live-presence; script-src %SCRIPTS% 'unsafe-inline'`,
      'refuses to check it': `${REQUIRED}; trusted-types live-presence; connect-src %SERVER%`,
    };
    for (const [what, policy] of Object.entries(BLOCKING))
      void test(`says what is missing in a policy that ${what}, once`, async () => {
        const tab = await open(policy);
        if (!safari) {
          await tab.evaluate(() => customElements.whenDefined('live-presence').then(() => undefined));
          assert.deepEqual(await tab.evaluate(() => view.warnings), []);
          return;
        }
        await tab.evaluate(() => view.until(() => view.warnings.length > 0));
        await triesAgain(tab);
        const warnings = await tab.evaluate(() => view.warnings);
        assert.equal(warnings.length, 1, warnings.join('\n'));
        assert.match(warnings[0] ?? '', /^\[live-presence\] .*Add live-presence-loader to trusted-types/);
        assert.ok(scripts.count('core') <= 1, 'requested again, only to be refused');
      });
  });
}

suite('Chromium', () => Chromium.launch());
suite('Chromium, as in Safari', () => Chromium.launch(), { safari: true, head: AS_SAFARI });
const [firefoxHere, webkitHere] = [firefox, webkit];
// It loads scripts as Chromium does, and takes its time.
if (firefoxHere !== undefined)
  suite('Firefox', () => Firefox.launch(firefoxHere), { trusted: Boolean(process.env['TEST_LONG']) });
if (webkitHere) suite('WebKit', () => WebKit.launch(webkitHere), { safari: true });
