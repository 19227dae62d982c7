/** A site's server that imports `live-presence/server`, bundled with its own code. */
import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import type { BuildOptions } from 'esbuild';
import { PackedSite } from '../helpers/packed-site.ts';
import { RawClient } from '../helpers/raw-client.ts';
import { ServerProcess } from '../helpers/server-process.ts';

const SITE = `
  import { createServer } from 'node:http';
  import { createPresence } from 'live-presence/server';
  async function main() {
    const presence = await createPresence({ data: 'data/presence.db' });
    const server = createServer((request, response) => { response.end('the site'); });
    presence.attach(server, { path: '/presence' });
    server.listen(0, '127.0.0.1', () => { console.log(JSON.stringify({ port: server.address().port })); });
    process.once('SIGTERM', () => presence.close().then(() => server.close()));
  }
  main().catch((error) => { console.error('could not start: ' + error.message); process.exitCode = 1; });`;

void describe('bundled with a site’s own code', { timeout: 240_000 }, () => {
  let site: PackedSite;
  before(async () => {
    site = await PackedSite.make();
    site.write({ 'src/site.js': SITE });
  });
  after(() => {
    site.remove();
  });
  const bundle = async (name: string, options: BuildOptions): Promise<string> => {
    const outfile = join(site.folder, 'out', name);
    await build({
      absWorkingDir: site.folder,
      entryPoints: ['src/site.js'],
      outfile,
      bundle: true,
      platform: 'node',
      logLevel: 'silent',
      ...options,
    });
    return outfile;
  };
  /** Packages in CommonJS that a bundle of modules contains need this. */
  const banner = {
    js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
  };
  const BUNDLES: Record<string, BuildOptions> = {
    'module.mjs': { format: 'esm', banner },
    'minified.mjs': { format: 'esm', banner, minify: true },
    'common.cjs': { format: 'cjs' },
    'external.mjs': { format: 'esm', external: ['live-presence'] },
    'packages-external.mjs': { format: 'esm', packages: 'external' },
  };

  for (const [name, options] of Object.entries(BUNDLES))
    void test(`${name}: visitors chat, and their messages survive a restart`, async () => {
      const file = await bundle(name, options);
      const cwd = join(site.folder, 'run', name);
      site.write({ [`run/${name}/empty`]: '' });
      for (const run of [0, 1]) {
        await using server = new ServerProcess({}, [], file, cwd);
        const origin = `http://127.0.0.1:${await server.listening()}`;
        const client = new RawClient(`${origin}/presence`, 'docs', { origin });
        const { events } = await client.join('Ada');
        assert.equal(events.length, run);
        client.send({ type: 'chat_post', op: `op-${run}`, text: 'hello' });
        await client.next('ack');
        assert.equal(await (await fetch(origin)).text(), 'the site');
        assert.equal(await server.kill('SIGTERM'), 0, server.output);
      }
    });

  for (const name of ['module.mjs', 'common.cjs'])
    void test(`${name}, where the package is not installed, says at start what to keep out of it`, async () => {
      const file = await bundle(name, BUNDLES[name]!);
      const installed = join(site.folder, 'node_modules');
      renameSync(installed, `${installed}-away`);
      try {
        await using server = new ServerProcess({}, [], file, site.folder);
        assert.equal(await server.exited, 1);
        assert.match(
          server.output,
          /could not start: live-presence\/server was bundled into .*--external:live-presence/,
        );
        assert.equal(server.output.split('\n').length, 2, server.output);
      } finally {
        renameSync(`${installed}-away`, installed);
      }
    });
});
