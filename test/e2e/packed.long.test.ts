/** The package as npm installs it, in the ways in which people start it, with whatever becomes of its output. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import { makeCertificate } from '../helpers/certificate.ts';
import type { Certificate } from '../helpers/certificate.ts';
import { freePort } from '../helpers/free-port.ts';
import { PackedSite } from '../helpers/packed-site.ts';
import { RawClient } from '../helpers/raw-client.ts';

const COMMAND = 'node_modules/.bin/live-presence';
/** Node has a database built in from here on; below, libsql brings it. */
const [MAJOR = 0, MINOR = 0] = process.versions.node.split('.').map(Number);
const HAS_SQLITE = MAJOR > 22 || (MAJOR === 22 && MINOR >= 13);

const table: string[] = [];
const row = (name: string, result: string): void => void table.push(`${name.padEnd(54)} ${result}`);

interface Start {
  program: string;
  args?: string[];
  cwd: string;
  env?: Record<string, string>;
  /** Whether nobody ever reads what it prints. */
  unread?: boolean;
}

/** A running program, once it answers. */
async function serve({ program, args = [], cwd, env, unread = false }: Start) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { PATH = '' } = process.env;
  const child = spawn(program, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME: cwd, HOST: '127.0.0.1', PORT: String(port), NODE_ENV: 'production', ...env },
  });
  let output = '';
  for (const stream of unread ? [] : [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (output += data.toString()));
  let running = true;
  const exited = once(child, 'exit').then(([code]) => {
    running = false;
    return code as number | null;
  });
  while (!(await fetch(`${origin}/readyz`).catch(() => undefined))?.ok)
    assert.ok(running, `it has exited: ${output}`);
  const kill = (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    child.kill(signal);
    return exited;
  };
  return { origin, kill, [Symbol.asyncDispose]: () => kill('SIGKILL').then(() => undefined) };
}

/** A visitor who joins and posts. @returns how many messages there were */
async function visit(base: string, options = {}): Promise<number> {
  const client = new RawClient(base, 'docs', { origin: new URL(base).origin, ...options });
  const { events } = await client.join('Ada');
  client.send({ type: 'chat_post', op: `op-${Math.random()}`, text: 'hello' });
  await client.next('ack');
  client.socket.terminate();
  return events.length;
}

/** Serves visitors and stops on SIGTERM, twice; the second run has the first one's message. */
async function servesTwice(name: string, start: Start): Promise<void> {
  for (const run of [0, 1]) {
    await using server = await serve(start);
    const script = await fetch(`${server.origin}/live-presence.js`);
    assert.match(await script.text(), /live-presence/);
    const kept = start.env?.['LIVE_PRESENCE_DATA'] === ':memory:' ? 0 : run;
    assert.equal(await visit(server.origin), kept);
    assert.equal(await server.kill(), 0);
  }
  row(name, 'served, exit 0');
}

void describe('the packed package', { timeout: 600_000 }, () => {
  let site: PackedSite;
  let tarball: string;
  const elsewhere = mkdtempSync(join(tmpdir(), 'live-presence-elsewhere-'));
  const folder = (name: string): string => {
    const made = mkdtempSync(join(elsewhere, `${name}-`));
    return realpathSync(made);
  };
  before(async () => {
    site = await PackedSite.install([]);
    tarball = await site.pack();
  });
  after(() => {
    site.remove();
    rmSync(elsewhere, { recursive: true, force: true });
    console.log(table.join('\n'));
  });
  const command = (): string => join(site.folder, COMMAND);
  const install = (cwd: string, ...args: string[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const npm = spawn('npm', ['install', '--no-audit', '--no-fund', ...args, tarball], {
        cwd,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      npm.stderr.on('data', (data: Buffer) => (said += data.toString()));
      npm.once('close', (code) => {
        if (code === 0) resolve();
        else reject(new Error(said));
      });
    });

  void test('started by its command, from another folder', () =>
    servesTwice('its command, from another folder', {
      program: command(),
      args: ['serve'],
      cwd: folder('cwd'),
    }));

  void test('started with node and its path, from the root folder of a disk that is not ours', () =>
    servesTwice('node and its path, data elsewhere', {
      program: process.execPath,
      args: [join(site.package, 'dist/server/main.js')],
      cwd: '/',
      env: { LIVE_PRESENCE_DATA: join(folder('data'), 'deep/er/presence.db') },
    }));

  void test('installed globally, with a prefix of its own', async () => {
    const prefix = folder('global');
    await install(prefix, '--global', '--prefix', prefix);
    await servesTwice('npm install --global --prefix', {
      program: join(prefix, 'bin/live-presence'),
      args: ['serve'],
      cwd: folder('cwd'),
    });
  });

  void test('installed without optional packages', async () => {
    const project = folder('lean');
    await install(project, '--omit=optional');
    assert.ok(!existsSync(join(project, 'node_modules/libsql')));
    const start = { program: join(project, COMMAND), args: ['serve'], cwd: folder('cwd') };
    await servesTwice('--omit=optional, data in memory', {
      ...start,
      env: { LIVE_PRESENCE_DATA: ':memory:' },
    });
    if (HAS_SQLITE) {
      await servesTwice('--omit=optional, data in a file', start);
      return;
    }
    const child = spawn(start.program, start.args, {
      cwd: start.cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', PORT: '0', NODE_ENV: 'production' },
    });
    let said = '';
    child.stderr.on('data', (data: Buffer) => (said += data.toString()));
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 1);
    assert.match(said, /^live-presence: .*Node v.* has no SQLite.*install libsql.*\n$/);
    row('--omit=optional, data in a file, Node without SQLite', 'says what to install, exit 1');
  });

  for (const minify of [false, true])
    void test(`bundled by esbuild with a site’s own code${minify ? ', minified' : ''}`, async () => {
      site.write({
        'src/site.js': `
          import { createServer } from 'node:http';
          import { createPresence } from 'live-presence/server';
          import { getRequestListener } from '@hono/node-server';
          const presence = await createPresence({ data: 'data/presence.db' });
          const listener = getRequestListener(presence.app.fetch, { overrideGlobalObjects: false });
          const server = createServer((request, response) => void listener(request, response));
          presence.attach(server);
          server.listen(Number(process.env.PORT), process.env.HOST);
          process.once('SIGTERM', () => presence.close().then(() => { server.closeAllConnections(); server.close(); }));`,
      });
      const outfile = join(site.folder, `out/site${minify ? '.min' : ''}.mjs`);
      const banner = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;
      await build({
        absWorkingDir: site.folder,
        entryPoints: ['src/site.js'],
        outfile,
        minify,
        bundle: true,
        platform: 'node',
        format: 'esm',
        logLevel: 'silent',
        banner: { js: banner },
      });
      await servesTwice(`bundled by esbuild${minify ? ', minified' : ''}`, {
        program: process.execPath,
        args: [outfile],
        cwd: folder('cwd'),
      });
    });

  /** What a shell does with the output of the command. */
  const OUTPUTS: Record<string, { shell: string; unread?: boolean }> = {
    'standard output full': { shell: 'exec "$0" serve >/dev/full' },
    'both outputs full': { shell: 'exec "$0" serve >/dev/full 2>&1' },
    'standard output closed': { shell: 'exec "$0" serve >&-' },
    'all of input and output closed': { shell: 'exec "$0" serve <&- >&- 2>&-' },
    'a reader that has gone': { shell: 'exec "$0" serve > >(exec true)' },
    'a reader that never reads': { shell: 'exec "$0" serve', unread: true },
  };
  for (const [name, { shell, unread = false }] of Object.entries(OUTPUTS))
    for (const mode of ['production', 'development'])
      void test(`${name}, in ${mode}`, async () => {
        await using server = await serve({
          program: 'bash',
          args: ['-c', shell, command()],
          cwd: folder('cwd'),
          env: { NODE_ENV: mode, LIVE_PRESENCE_LOG: 'trace' },
          unread,
        });
        // More lines than a pipe holds.
        for (let time = 0; time < 300; time++)
          await fetch(`${server.origin}/v1/rooms/docs/socket`, {
            headers: { Origin: `https://${'evil'.repeat(40)}.test` },
          });
        for (let time = 0; time < 30; time++)
          await assert.rejects(
            new RawClient(server.origin, 'docs', { origin: 'https://evil.test' }).opened,
            /403/,
          );
        assert.equal(await visit(server.origin), 0);
        assert.equal(await server.kill(), 0);
        row(`${name}, ${mode}`, 'served, exit 0');
      });

  void describe('over TLS in a site’s process', () => {
    let certificate: Certificate;
    before(() => {
      certificate = makeCertificate(site.folder);
    });
    const SERVERS = {
      'https.createServer': `import { createServer } from 'node:https';
        const server = createServer(files, listen);`,
      'http2.createSecureServer with allowHTTP1': `import { createSecureServer } from 'node:http2';
        const server = createSecureServer({ ...files, allowHTTP1: true }, listen);`,
    };
    for (const [name, create] of Object.entries(SERVERS))
      void test(`${name}: sockets join, and an offer to change protocols changes no answer`, async () => {
        site.write({
          'src/tls.mjs': `
            import { readFileSync } from 'node:fs';
            import { getRequestListener } from '@hono/node-server';
            import { Hono } from 'hono';
            import { createPresence } from 'live-presence/server';
            const files = { key: readFileSync(process.env.KEY), cert: readFileSync(process.env.CERTIFICATE) };
            const presence = await createPresence({ data: ':memory:', log: 'silent' });
            const routes = getRequestListener(new Hono().route('/presence', presence.app).fetch, { overrideGlobalObjects: false });
            const listen = (request, response) => {
              if (request.url.startsWith('/presence/')) void routes(request, response);
              else {
                let body = '';
                request.on('data', (data) => (body += data));
                request.on('end', () => response.end(request.method + ' ' + request.url + ' [' + body + ']'));
              }
            };
            ${create}
            presence.attach(server, { path: '/presence' });
            server.listen(0, '127.0.0.1', () => console.log(server.address().port));
            process.once('SIGTERM', () => presence.close().then(() => process.exit(0)));`,
        });
        const child = spawn(process.execPath, ['src/tls.mjs'], {
          cwd: site.folder,
          stdio: ['ignore', 'pipe', 'inherit'],
          env: {
            PATH: process.env['PATH'] ?? '',
            KEY: certificate.key,
            CERTIFICATE: certificate.certificate,
          },
        });
        try {
          const [data] = (await once(child.stdout, 'data')) as [Buffer];
          const origin = `https://127.0.0.1:${data.toString().trim()}`;
          assert.equal(await visit(`${origin}/presence`, { rejectUnauthorized: false }), 0);
          const offer = {
            Connection: 'Upgrade, HTTP2-Settings',
            Upgrade: 'h2c',
            'HTTP2-Settings': 'AAMAAABk',
          };
          for (const headers of [{}, offer]) {
            assert.equal(await answer(`${origin}/page`, headers), '200 GET /page []');
            assert.equal(await answer(`${origin}/presence/readyz`, headers), '200 ready\n');
          }
          const asked = await answer(`${origin}/presence/v1/rooms/docs/socket`, { Origin: origin });
          assert.match(asked, /^426 /);
          if (name.startsWith('http2')) await askByHttp2(origin);
          assert.equal(await visit(`${origin}/presence`, { rejectUnauthorized: false }), 1);
          child.kill('SIGTERM');
          const [code] = (await once(child, 'exit')) as [number];
          assert.equal(code, 0);
          row(name, 'joined, h2c as without, exit 0');
        } finally {
          child.kill('SIGKILL');
        }
      });
  });
});

/** Status and text of an answer by HTTP/1.1. */
async function answer(address: string, headers: Record<string, string>): Promise<string> {
  const asked = get(address, { headers, agent: false, rejectUnauthorized: false });
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let body = '';
  for await (const data of response) body += String(data);
  return `${response.statusCode} ${body}`;
}

/** The same routes by HTTP/2, beside the sockets. */
async function askByHttp2(origin: string): Promise<void> {
  const session = connectHttp2(origin, { rejectUnauthorized: false });
  for (const [path, expected] of [
    ['/page', /^GET \/page/],
    ['/presence/readyz', /^ready/],
    ['/presence/v1/rooms/docs/socket', /upgrade_required/],
  ] as const) {
    const stream = session.request({ ':path': path, origin });
    let body = '';
    for await (const data of stream) body += String(data);
    assert.match(body, expected);
  }
  session.close();
}
