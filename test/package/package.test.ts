/** The package as others get it: packed, unpacked, with nothing beside it but what it says it needs. */
import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PackedSite } from '../helpers/packed-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

describe('the packed package', () => {
  let site: PackedSite;
  before(async () => {
    site = await PackedSite.make([
      'react',
      'react-dom',
      '@types/react',
      '@types/node',
      'undici-types',
      'csstype',
    ]);
  });
  after(() => site.remove());
  const node = (script: string): Promise<string> =>
    site.run(process.execPath, '--input-type=module', '-e', script);

  test('holds what is built, and no source, test or note of the compiler', () => {
    const files = readdirSync(site.package, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(site.package.length + 1));
    const strange = files.filter(
      (name) =>
        !/^(package\.json|README\.md|LICENSE|protocol\/README\.md|(docs|deploy)\/.*)$/.test(name) &&
        !/^dist\/(package|widget|server|protocol|cli)\/.*(\.c?js|\.d\.c?ts|licences\.txt|custom-elements\.json)(\.br|\.gz)?$/.test(
          name,
        ),
    );
    assert.deepEqual(strange, []);
    assert.ok(files.includes('dist/widget/live-presence.js'));
    assert.ok(files.includes('dist/server/store/sqlite-worker.js'));
  });

  test('can be imported where there is no document', async () => {
    assert.equal(
      await node(
        `const { LivePresence } = await import('live-presence'); console.log(typeof LivePresence, typeof document)`,
      ),
      'function undefined\n',
    );
    assert.equal(
      await node(
        `const { createPresenceClient } = await import('live-presence/client');
         globalThis.WebSocket ??= class {};
         const { roster, chat } = createPresenceClient({ server: 'http://localhost:1', room: 'a' });
         console.log(roster.members.size, roster.count, chat.items.length)`,
      ),
      '0 0 0\n',
    );
  });

  test('renders its React component on a server with its attributes', async () => {
    assert.equal(
      await node(
        `import { createElement } from 'react';
         import { renderToString } from 'react-dom/server';
         import { LivePresence } from 'live-presence/react';
         console.log(renderToString(createElement(LivePresence, { room: 'docs', server: '/presence', onPresenceJoin() {} })))`,
      ),
      '<live-presence room="docs" server="/presence"></live-presence>\n',
    );
  });

  test('has types for everything, also for those who check the types of libraries', async () => {
    site.write({
      'app.ts': `
        import { LivePresence, type LivePresenceEvents } from 'live-presence';
        import { createPresenceClient, type PresenceClient, type Status } from 'live-presence/client';
        import { createPresence, OptionError, type PresenceOptions } from 'live-presence/server';
        import { serve } from '@hono/node-server';
        import { Hono } from 'hono';
        import { createServer } from 'node:http';

        const element: LivePresence = document.createElement('live-presence');
        element.position = 'top-left';
        // @ts-expect-error there is no such corner
        element.position = 'middle';
        element.addEventListener('presence-join', ({ detail: { member, count } }) => {
          const name: string | undefined = member.name;
          console.log(name, count.toFixed());
          // @ts-expect-error a join has no such detail
          console.log(member.shoeSize);
        });
        type Joined = LivePresenceEvents['presence-join'];
        document.querySelector('live-presence-badge')?.requestUpdate();
        const client: PresenceClient | undefined = element.client;
        const own: PresenceClient = createPresenceClient({ server: 'https://x.example', room: 'a' });
        own.chat.post('typed');
        client?.on('status', ({ status }: { status: Status }) => console.log(status));

        const options: PresenceOptions = { data: ':memory:', limits: { chatRate: { perSecond: 1, burst: 2 } } };
        const presence = await createPresence(options).catch((error: unknown) => {
          throw error instanceof OptionError ? error : new Error('other');
        });
        const app = new Hono<{ Variables: { user: string } }>();
        app.route('/presence', presence.app);
        presence.attach(serve({ fetch: app.fetch }), { path: '/presence' });
        presence.attach(createServer());
        await presence.close();
        export type { Joined };`,
      'page.tsx': `
        import { LivePresence } from 'live-presence/react';
        export const Page = () => (
          <LivePresence room="docs" theme="dark" className="ours" onPresenceMessage={({ detail }) => console.log(detail.message.text)}
            onPresenceLanguage={({ detail }) => console.log(detail.lang.length)} />
        );
        // @ts-expect-error a language has no such detail
        export const Mistaken = () => <LivePresence onPresenceLanguage={({ detail }) => console.log(detail.message)} />;
        // @ts-expect-error there is no such theme
        export const Wrong = () => <LivePresence theme="pink" />;`,
    });
    for (const [module, resolution] of [
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ] as const) {
      await site.tool(
        'typescript/bin/tsc',
        ...['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022', '--jsx', 'react-jsx'],
        ...['--lib', 'es2023,dom,dom.iterable,esnext.disposable', '--types', 'node'],
        ...['--module', module, '--moduleResolution', resolution, 'app.ts', 'page.tsx'],
      );
    }
  });

  test('has types for CommonJS and for old ways of resolving', async () => {
    const use = (extend: string): string => `
      import { LivePresence, type LivePresenceEvents } from 'live-presence';
      import { createPresenceClient, type PresenceClient } from 'live-presence/client';
      import { LivePresence as Component } from 'live-presence/react';
      import { createPresence, OptionError, type Presence, type PresenceOptions } from 'live-presence/server';
      import { createServer } from 'node:http';
      export const made: PresenceClient = createPresenceClient({ server: 'https://x.example', room: 'a' });
      made.chat.post('typed');
      export const props: Parameters<typeof Component>[0] = { room: 'docs', theme: 'dark' };
      export class Ours extends LivePresence { again(): string { return this.room; } }
      export const placed: LivePresence | null = document.querySelector('live-presence');
      export const told = (event: LivePresenceEvents['presence-join']): number => event.detail.count;
      export const run = async (options: PresenceOptions): Promise<Presence> => {
        const presence = await createPresence(options).catch((error: unknown) => {
          throw error instanceof OptionError ? error : new Error('other');
        });
        presence.attach(createServer(), { path: '/presence' });
        return presence;
      };
      // @ts-expect-error there is no such option
      void run({ datta: '' });
      // @ts-expect-error there is no such method
      made.chat.shout();
      ${extend}`;
    site.write({
      'old/package.json': '{"private": true}',
      'old/app.ts': use(''),
      // Both kinds of module in one program: a class is the same in both.
      'old/module.mts': use(
        `import { placed as same } from './app.js'; export const one: LivePresence | null = same;`,
      ),
    });
    const strict = ['--noEmit', '--strict', '--target', 'es2022', '--jsx', 'react-jsx', '--types', 'node'];
    const lib = ['--lib', 'es2023,dom,dom.iterable,esnext.disposable'];
    await Promise.all([
      site.tool(
        'typescript/bin/tsc',
        ...[
          ...strict,
          ...lib,
          '--skipLibCheck',
          'false',
          '--module',
          'node16',
          'old/app.ts',
          'old/module.mts',
        ],
      ),
      site.tool(
        'typescript/bin/tsc',
        ...[...strict, ...lib, '--skipLibCheck', '--ignoreDeprecations', '6.0'],
        ...['--module', 'commonjs', '--moduleResolution', 'node10', 'old/app.ts'],
      ),
    ]);
  });

  test('is loaded by require() in CommonJS', async () => {
    site.write({
      'old/package.json': '{"private": true}',
      'old/run.js': `
        const { createPresence } = require('live-presence/server');
        const { LivePresence } = require('live-presence');
        const { createPresenceClient } = require('live-presence/client');
        const react = require('live-presence/react');
        createPresence({ data: ':memory:' }).then(async (presence) => {
          await presence.close();
          console.log(typeof LivePresence, typeof createPresenceClient, typeof react.LivePresence);
        });`,
    });
    // Before it stands what the server logs.
    assert.match(await site.run(process.execPath, 'old/run.js'), /^function function object\n$/m);
  });

  test('is as package checkers want it', async () => {
    await site.tool('publint/src/cli.js', 'node_modules/live-presence', '--strict');
    const tarball = readdirSync(site.folder).find((name) => name.endsWith('.tgz'))!;
    await site.tool(
      '@arethetypeswrong/cli/dist/index.js',
      tarball,
      ...['--profile', 'esm-only', '--exclude-entrypoints', './custom-elements.json'],
    );
  });

  test('runs its program', async () => {
    assert.match(
      await site.run(process.execPath, 'node_modules/live-presence/dist/cli/main.js', '--help'),
      /live-presence serve/,
    );
  });

  test('without its optional package, needs a Node with SQLite, and says so', async () => {
    rmSync(join(site.folder, 'node_modules/libsql'));
    const env = { NODE_ENV: 'production', LIVE_PRESENCE_DATA: join(site.folder, 'data/presence.db') };
    await using server = new ServerProcess(env, ['serve'], join(site.package, 'dist/cli/main.js'));
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    if (major > 22 || (major === 22 && minor >= 13)) {
      await server.listening();
      return;
    }
    assert.equal(await server.exited, 1);
    assert.match(server.output, /^live-presence: .*Node v.* has no SQLite.*install libsql.*\n$/);
  });

  test('has a client and a server that need no Lit', async () => {
    rmSync(join(site.folder, 'node_modules/lit'));
    await assert.rejects(node(`await import('live-presence')`), /'lit'/);
    await node(`await import('live-presence/client'); await import('live-presence/server')`);
  });
});
