/** What stands in `deploy/`, as far as it can be tried without a Docker and a systemd. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readOptions } from '../../server/config/command-line.ts';
import type { Options } from '../../server/config/options.ts';
import { freePort } from '../helpers/free-port.ts';
import { ServerProcess } from '../helpers/server-process.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FINAL_STAGE = /^FROM node:24-slim$/m;
const text = (name: string): string => readFileSync(join(ROOT, 'deploy', name), 'utf8');

/** `NAME=value` of each assignment. */
function assignments(line: string): Record<string, string> {
  return Object.fromEntries(
    [...line.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

function options(env: Record<string, string>): Options {
  const read = readOptions([], env);
  assert.ok(!('help' in read));
  return read;
}

void describe('deploy/', () => {
  void test('the image holds all that its program needs, and its health check tells how it is', async () => {
    const [, stage = ''] = text('Dockerfile').split(FINAL_STAGE);
    const image = mkdtempSync(join(tmpdir(), 'live-presence-image-'));
    try {
      for (const [, from = '', to = ''] of stage.matchAll(/^COPY --from=build (.+) (\S+)$/gm)) {
        for (const source of from.split(' ')) {
          const path = source.replace('/app/', '');
          assert.ok(existsSync(join(ROOT, path)), path);
          const target = to.endsWith('/') ? join(image, to, basename(path)) : join(image, to);
          mkdirSync(dirname(target), { recursive: true });
          // Copied, or node would find what the program needs where it comes from.
          if (path === 'node_modules') symlinkSync(join(ROOT, path), target);
          else cpSync(join(ROOT, path), target, { recursive: true });
        }
      }
      const list = (instruction: string): string[] => {
        const found = new RegExp(`^${instruction}.*? (\\[.*\\])$`, 'm').exec(stage);
        assert.ok(found, instruction);
        return JSON.parse(found[1]!) as string[];
      };
      const [program, main = ''] = list('CMD');
      assert.equal(program, 'node');
      const data = join(image, 'data', 'live-presence.db');
      const port = String(await freePort());
      const env: Record<string, string> = {
        ...assignments(/^ENV (.*)$/m.exec(stage)![1]!),
        LIVE_PRESENCE_DATA: data,
        PORT: port,
      };
      assert.equal(env['NODE_ENV'], 'production');
      await using server = new ServerProcess(env, [], join(image, main));
      await server.listening();
      const [node, ...check] = list('HEALTHCHECK');
      assert.equal(node, 'node');
      const healthy = (): number | null => spawnSync(process.execPath, check, { env: { PORT: port } }).status;
      assert.equal(healthy(), 0);
      assert.ok(existsSync(data));
      assert.equal(await server.kill('SIGTERM'), 0);
      assert.equal(healthy(), 1);
      assert.match(stage, /^USER node$/m);
    } finally {
      rmSync(image, { recursive: true, force: true });
    }
  });

  void test('the image builds what it starts from what it is given', () => {
    const ignored = text('Dockerfile.dockerignore').split('\n').filter(Boolean);
    const [build = ''] = text('Dockerfile').split(FINAL_STAGE);
    for (const folder of ['server', 'widget', 'protocol', 'cli', 'scripts'])
      assert.ok(!ignored.includes(folder), folder);
    assert.match(build, /RUN node scripts\/build\.mjs server widget cli\n/);
  });

  void test('options in the compose file and in the unit are options that there are', () => {
    const compose = Object.fromEntries(
      [...text('compose.yaml').matchAll(/^ +(LIVE_PRESENCE_\w+): (\S+)$/gm)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    );
    assert.ok(Object.keys(compose).length >= 2);
    const { origins } = options({ NODE_ENV: 'production', ...compose });
    assert.ok(origins.allows('https://www.example.org', undefined));

    const unit = text('live-presence.service');
    const set = [...unit.matchAll(/^Environment=(.*)$/gm)].map(([, line = '']) => assignments(line));
    const env = Object.assign({}, ...set) as Record<string, string>;
    const { host, data, development } = options(env);
    assert.deepEqual([host, development], ['127.0.0.1', false]);
    assert.ok(data.startsWith(`/var/lib/${/^StateDirectory=(.*)$/m.exec(unit)![1]!}/`));
    const main = /^ExecStart=\/usr\/bin\/node \/opt\/live-presence\/(.*)$/m.exec(unit)?.[1];
    assert.ok(main !== undefined && existsSync(join(ROOT, main)));
  });
});
