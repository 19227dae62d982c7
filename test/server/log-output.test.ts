/** Whatever becomes of the log, requests go on, lost lines are counted, and SIGTERM stops the process. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import type { StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../helpers/free-port.ts';
import { RawClient } from '../helpers/raw-client.ts';

const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));
const LONG = Boolean(process.env['TEST_LONG']);

/** A destination of the log: what the child gets, and what the test does with its end once the server runs. */
interface Destination {
  stdio: StdioOptions;
  running?: () => void;
  /** Whether lines are lost for good. */
  loses: boolean;
  close?: () => void;
}

const folder = mkdtempSync(join(tmpdir(), 'live-presence-log-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A pipe that is full, and whose reader reads only when told to. */
function fullPipe(name: string): { fd: number; read: () => void } {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const block = Buffer.alloc(4096, 'x');
  try {
    for (;;) writeSync(fd, block);
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'EAGAIN');
  }
  const read = (): void => {
    try {
      for (;;) readSync(fd, block);
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'EAGAIN');
    }
  };
  return { fd, read };
}

function fileDescriptor(fd: number): Pick<Destination, 'stdio' | 'close'> {
  return {
    stdio: ['ignore', fd, 'ignore'],
    close: () => {
      closeSync(fd);
    },
  };
}

const DESTINATIONS: Record<string, () => Destination> = {
  'a device that is always full': () => ({ ...fileDescriptor(openSync('/dev/full', 'w')), loses: true }),
  'a pipe whose reader has gone': () => {
    const path = join(folder, 'gone');
    execFileSync('mkfifo', [path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const given = fileDescriptor(openSync(path, constants.O_WRONLY));
    return {
      ...given,
      running: () => {
        closeSync(reader);
      },
      loses: true,
    };
  },
  'a full pipe that nobody reads': () => ({ ...fileDescriptor(fullPipe('full').fd), loses: false }),
  'a full pipe that nobody reads, for errors too': () => {
    const { fd } = fullPipe('both');
    return { ...fileDescriptor(fd), stdio: ['ignore', fd, fd], loses: false };
  },
  nowhere: () => ({ stdio: ['ignore', 'ignore', 'ignore'], loses: false }),
};

/** The server's process, once it answers. */
async function serve(stdio: StdioOptions, env: Record<string, string> = {}) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [MAIN], {
    stdio,
    env: {
      PATH,
      PORT: String(port),
      HOST: '127.0.0.1',
      NODE_ENV: 'production',
      LIVE_PRESENCE_DATA: ':memory:',
      ...env,
    },
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  let running = true;
  void exited.then(() => (running = false));
  while (!(await fetch(`${origin}/readyz`).catch(() => undefined))?.ok) assert.ok(running, 'it has exited');
  const refuse = async (): Promise<void> => {
    await assert.rejects(new RawClient(origin, 'docs', { origin: 'https://evil.test' }).opened, /403/);
  };
  const lost = async (): Promise<number> => {
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    return Number(/^live_presence_log_lines_lost_total (\d+)$/m.exec(metrics)?.[1]);
  };
  const kill = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    child.kill(signal);
    return exited;
  };
  return { origin, refuse, lost, kill, [Symbol.asyncDispose]: () => kill('SIGKILL').then(() => undefined) };
}

async function chat(origin: string): Promise<void> {
  const client = new RawClient(origin);
  await client.join('Ada');
  client.send({ type: 'chat_post', op: `op-${Math.random()}`, text: 'hello' });
  await client.next('ack');
  client.socket.terminate();
}

void describe('standard output', { timeout: 240_000 }, () => {
  const table: string[] = [];
  after(() => {
    console.log(table.join('\n'));
  });
  for (const [name, make] of Object.entries(DESTINATIONS))
    for (const mode of ['production', 'development'])
      void test(`${name}, in ${mode}`, async () => {
        const { stdio, running, loses, close } = make();
        await using server = await serve(stdio, { NODE_ENV: mode, LIVE_PRESENCE_LOG: 'trace' });
        running?.();
        for (let time = 0; time < 30; time++) await server.refuse();
        await chat(server.origin);
        const lost = await server.lost();
        assert.ok(loses ? lost >= 1 : lost === 0, `${lost} lines lost`);
        const code = await server.kill();
        assert.equal(code, 0);
        close?.();
        rmSync(join(folder, 'gone'), { force: true });
        rmSync(join(folder, 'full'), { force: true });
        rmSync(join(folder, 'both'), { force: true });
        table.push(`${`${name}, ${mode}`.padEnd(60)} served, ${lost} lost, exit ${code}`);
      });

  void test('a reader that comes back gets what waited', async () => {
    const { fd, read } = fullPipe('slow');
    await using server = await serve(['ignore', fd, 'ignore']);
    await server.refuse();
    read();
    await server.refuse();
    assert.equal(await server.lost(), 0);
    assert.equal(await server.kill(), 0);
    const rest = Buffer.alloc(65_536);
    const text = rest.subarray(0, readSync(fd, rest)).toString();
    const last = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string });
    assert.equal(last.at(-1)?.msg, 'stopped');
    closeSync(fd);
  });

  void test('lines that nobody reads take no memory without end', async () => {
    const module = new URL('../../dist/server/log-output.js', import.meta.url).href;
    const script = `
      import { StandardOutput } from ${JSON.stringify(module)};
      const output = new StandardOutput();
      for (let line = 0; line < 20_000; line++) output.write('x'.repeat(999) + '\\n');
      const queued = process.stdout.writableLength;
      setImmediate(async () => {
        await output.drained();
        process.stderr.write(JSON.stringify({ queued, lost: output.lost }));
        process.exit(0);
      });`;
    const { fd } = fullPipe('endless');
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', fd, 'pipe'],
    });
    let said = '';
    child.stderr!.on('data', (data: Buffer) => (said += data.toString()));
    assert.deepEqual(await once(child, 'close'), [0, null], said);
    const { queued, lost } = JSON.parse(said) as { queued: number; lost: number };
    assert.ok(queued > 500_000 && queued <= 1024 * 1024, String(queued));
    assert.ok(lost > 18_000, String(lost));
    closeSync(fd);
  });

  if (LONG && process.getuid?.() === 0)
    void test('a file on a disk that fills up, and has room again', async () => {
      const disk = join(folder, 'disk');
      execFileSync('mkdir', [disk]);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk]);
      const file = openSync(join(disk, 'log'), 'a');
      try {
        // Leaves one page of memory, which the lines about refused sites fill.
        writeFileSync(join(disk, 'filler'), Buffer.alloc(12_288));
        await using server = await serve(['ignore', file, 'ignore']);
        for (let time = 0; time < 60; time++) await server.refuse();
        await chat(server.origin);
        const lost = await server.lost();
        assert.ok(lost > 0, 'the disk was full');
        rmSync(join(disk, 'filler'));
        await server.refuse();
        assert.equal(await server.lost(), lost, 'with room again, lines are written');
        assert.equal(await server.kill(), 0);
        table.push(`${'a file on a full disk'.padEnd(60)} served, ${lost} lost, exit 0`);
      } finally {
        closeSync(file);
        execFileSync('umount', [disk]);
      }
    });
});
