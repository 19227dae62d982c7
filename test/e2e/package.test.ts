/** Sites that use the package: with a bundler, with an import map, and with just the script. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { guideExample } from '../helpers/client-guide.ts';
import { PackedSite } from '../helpers/packed-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { startStaticSite } from '../helpers/static-site.ts';
import { meetAndChat } from '../helpers/visit.ts';

const LIT = ['lit-html', 'lit-element', '@lit/reactive-element'];
/** Only these are requested. */
const ICON = '<link rel="icon" href="data:,">';
const TEXT = `<main><h1>The harbour</h1><p>${'The harbour lay quiet under a low sky. '.repeat(40)}</p></main>`;

void describe('a site with the package', { timeout: 240_000 }, () => {
  let browser: Browser;
  let site: PackedSite;
  let server: ServerProcess;
  let origin: string;
  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    site = await PackedSite.make(['react', 'react-dom', ...LIT]);
    // The package's own command, with localhost allowed.
    server = new ServerProcess(
      { NODE_ENV: 'development' },
      ['serve'],
      join(site.package, 'dist/cli/main.js'),
    );
    origin = `http://127.0.0.1:${String(await server.listening())}`;
  });
  after(async () => {
    await browser.close();
    await server.kill();
    site.remove();
  });
  const visited = async (folder: string): Promise<string[]> => {
    const web = await startStaticSite(join(site.folder, folder));
    try {
      await meetAndChat(browser, web.origin);
      return web.asked;
    } finally {
      await web.close();
    }
  };

  void test('built by Vite with React: lazy chunks stay lazy, and events are typed', async () => {
    site.write({
      'react/index.html': `<!doctype html><html lang="en"><head>${ICON}</head><body>${TEXT}<div id="root"></div><script type="module" src="/main.tsx"></script></body></html>`,
      'react/main.tsx': `
        import { useState } from 'react';
        import { createRoot } from 'react-dom/client';
        import { LivePresence } from 'live-presence/react';

        function App() {
          const [last, setLast] = useState('nothing');
          const [languages, setLanguages] = useState(0);
          const [position, setPosition] = useState<'top-left' | 'top-right'>();
          return <>
            <output id="last">{last}</output>
            <output id="languages">{languages}</output>
            <button id="move" onClick={() => setPosition(position ? undefined : 'top-left')}>Move</button>
            <LivePresence server="${origin}" room="react" chat="closed" strings={{ gap: 'There was more' }}
              {...(position && { position, title: 'moved' })}
              onPresenceLanguage={() => setLanguages((times) => times + 1)}
              onPresenceMessage={({ detail }) => setLast(detail.message.text)} />
          </>;
        }
        createRoot(document.getElementById('root')!).render(<App />);`,
      'react/vite.config.js': `export default { esbuild: { jsx: 'automatic' }, build: { modulePreload: false } };`,
    });
    await site.tool('vite/bin/vite.js', 'build', 'react');
    const built = readdirSync(join(site.folder, 'react/dist/assets'));
    const entry = built.find((name) => name.startsWith('index'))!;
    for (const later of ['chat-module', 'live-presence-cursors'])
      assert.ok(
        built.some((name) => name.startsWith(later)),
        `${later} is not apart: ${built.join(', ')}`,
      );
    const text = (name: string): string => readFileSync(join(site.folder, 'react/dist/assets', name), 'utf8');
    const panel = built.find((name) => name.startsWith('chat-module'))!;
    assert.deepEqual(
      [entry, panel].map((name) => text(name).includes('<live-presence-composer')),
      [false, true],
    );
    const asked = await visited('react/dist');
    assert.ok(asked.some((path) => path.includes('live-presence-cursors')));

    const web = await startStaticSite(join(site.folder, 'react/dist'));
    const page = await browser.newPage();
    await page.goto(web.origin);
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    const guest = page.locator('live-presence');
    await guest.evaluate((element: HTMLElementTagNameMap['live-presence']) => {
      element.openChat();
      element.send('said by script');
    });
    await page.locator('#last').filter({ hasText: 'said by script' }).waitFor();
    await page.locator('#move').dispatchEvent('click');
    await page.locator('live-presence[position=top-left][title=moved]').waitFor({ state: 'attached' });
    await page.locator('#move').dispatchEvent('click');
    await page.locator('live-presence:not([title])').waitFor({ state: 'attached' });
    assert.equal(
      await guest.evaluate((element: HTMLElementTagNameMap['live-presence']) => element.chat),
      'open',
      'rendered again it is as the visitor left it',
    );
    assert.equal(await page.locator('#languages').textContent(), '1');
    await page.close();
    await web.close();
  });

  void test('with an import map, without a build', async () => {
    const map = {
      'live-presence': './node_modules/live-presence/dist/package/live-presence.js',
      lit: './node_modules/lit/index.js',
      'lit/': './node_modules/lit/',
      ...Object.fromEntries(
        LIT.flatMap((name) => {
          const main = name.replace('@lit/', '');
          return [
            [name, `./node_modules/${name}/${main}.js`],
            [`${name}/`, `./node_modules/${name}/`],
          ];
        }),
      ),
    };
    site.write({
      'index.html': `<!doctype html><html lang="en"><head>${ICON}<script type="importmap">${JSON.stringify({ imports: map })}</script>
        <script type="module">import 'live-presence';</script></head>
        <body>${TEXT}<live-presence server="${origin}" room="map"></live-presence></body></html>`,
    });
    const asked = await visited('.');
    assert.ok(asked.some((path) => path.endsWith('/lit/index.js')));
  });

  void test('with just the script, verifying it and its chunks by hash', async () => {
    const { version } = site.manifest;
    const name = `live-presence-${version}.js`;
    const hashes = (await (await fetch(`${origin}/integrity.json`)).json()) as Record<string, string>;
    const hash = hashes[name]!;
    assert.match(hash, /^sha384-/);
    const WRONG = `sha384-${'A'.repeat(64)}`;
    const page = (room: string, integrity: string, chunks: Record<string, string>): string => {
      const map = Object.fromEntries(Object.entries(chunks).map(([file, it]) => [`${origin}/${file}`, it]));
      return `<!doctype html><html lang="en"><head>${ICON}<script type="importmap">${JSON.stringify({ integrity: map })}</script></head><body>${TEXT}<script type="module" src="${origin}/${name}" integrity="${integrity}" crossorigin="anonymous" data-mount data-room="${room}"></script></body></html>`;
    };
    const { [name]: _, ...others } = hashes;
    site.write({
      'plain/index.html': page('plain', hash, {}),
      'mapped/index.html': page('mapped', hash, others),
      'wrong/index.html': page('wrong', WRONG, {}),
    });
    await visited('plain');
    // What earlier pages had to say, too: the hashes of what is loaded later.
    await visited('mapped');

    const web = await startStaticSite(join(site.folder, 'wrong'));
    const visitor = await browser.newPage();
    const refused = visitor.waitForEvent(
      'console',
      (message) => message.text().includes('integrity') && message.text().includes(name),
    );
    await visitor.goto(web.origin);
    await refused;
    await visitor.waitForLoadState();
    assert.equal(await visitor.evaluate(() => customElements.get('live-presence') !== undefined), false);
    await visitor.close();
    await web.close();
  });

  void test('with just the client, and its own user interface', async () => {
    site.write({
      'own/index.html': `<!doctype html><html lang="en"><head>${ICON}<script type="importmap">
        {"imports": {"live-presence/client": "./package/client.js"}}</script></head>
        <body><output id="count"></output><ol id="log"></ol><script type="module">
        import { createPresenceClient } from 'live-presence/client';
        const client = createPresenceClient({ server: '${origin}', room: 'own' });
        client.on('roster', ({ roster }) => (document.querySelector('#count').textContent = roster.count));
        client.on('message', ({ message }) => {
          document.querySelector('#log').append(Object.assign(document.createElement('li'), { textContent: message.text }));
        });
        client.connect();
        window.say = (text) => client.chat.post(text);
        </script></body></html>`,
    });
    cpSync(join(site.package, 'dist/package'), join(site.folder, 'own/package'), { recursive: true });
    const web = await startStaticSite(join(site.folder, 'own'));
    const visitors = await Promise.all([1, 2].map(() => browser.newPage()));
    for (const visitor of visitors) await visitor.goto(web.origin);
    for (const visitor of visitors) await visitor.locator('#count').filter({ hasText: /^2$/ }).waitFor();
    await visitors[0]!.evaluate('say("no element at all")');
    for (const visitor of visitors) await visitor.locator('li').filter({ hasText: 'no element' }).waitFor();
    assert.ok(!web.asked.some((path) => path.includes('lit') || path.includes('chunks/package')));
    for (const visitor of visitors) await visitor.close();
    await web.close();
  });

  void test('with the client as its guide shows it', async () => {
    site.write({
      'guide/index.html': `<!doctype html><html lang="en"><head>${ICON}<script type="importmap">
        {"imports": {"live-presence/client": "./package/client.js"}}</script></head>
        <body><script type="module">${guideExample('example', origin)}</script></body></html>`,
    });
    cpSync(join(site.package, 'dist/package'), join(site.folder, 'guide/package'), { recursive: true });
    const web = await startStaticSite(join(site.folder, 'guide'));
    const page = await browser.newPage();
    const posted = page.waitForEvent('console', (message) => message.text() === 'Ada: Hello');
    await page.goto(web.origin);
    await posted;
    await page.close();
    await web.close();
  });

  void test('with the server inside its own Hono app', async () => {
    const page = `<!doctype html><html lang="en"><head>${ICON}</head><body>${TEXT}<script type="module" src="/presence/live-presence.js" data-mount></script></body></html>`;
    site.write({
      'app.mjs': `
        import { serve } from '@hono/node-server';
        import { Hono } from 'hono';
        import { createPresence } from 'live-presence/server';

        const presence = await createPresence({ data: 'data/presence.db' });
        const app = new Hono();
        app.get('/', (c) => c.html(${JSON.stringify(page)}));
        app.route('/presence', presence.app);
        const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
          console.log(JSON.stringify({ port }));
        });
        presence.attach(server, { path: '/presence' });
        process.once('SIGTERM', () => presence.close().then(() => server.close()));`,
    });
    await using app = new ServerProcess({}, [], join(site.folder, 'app.mjs'), site.folder);
    await meetAndChat(browser, `http://127.0.0.1:${String(await app.listening())}/`);
    assert.equal(await app.kill('SIGTERM'), 0);
  });
});
