import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DatabaseFile } from '../../../server/store/database-file.ts';
import { TestStore } from './test-store.ts';

function copy(from: string, to: string): void {
  copyFileSync(from, to);
  if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${to}-wal`);
}

const APPENDER = fileURLToPath(new URL('appender.ts', import.meta.url));
const ROOMS = ['room 0', 'room 1', 'room 2'];

/** Lets a process append until so many were acknowledged, and kills it. @returns the lines it printed */
async function killedAfter(path: string, name: string, count: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', APPENDER, path, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.split('\n', count + 1).length > count) child.kill('SIGKILL');
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  assert.deepEqual([code, signal], [null, 'SIGKILL']);
  return output.split('\n').slice(0, -1);
}

const FILES = 4;
const KILLS = process.env['TEST_LONG'] ? 200 : 20;

void describe('a process killed at any moment', { concurrency: FILES }, () => {
  for (let i = 1; i <= FILES; i++) {
    void test(`has kept all that it acknowledged, without gaps, file ${i}`, async () => {
      await using file = new TestStore();
      const acknowledged = new Map<string, string>();
      for (let kill = 0; kill < KILLS / FILES; kill++) {
        const lines = await killedAfter(file.path, `run${kill}`, 1 + Math.floor(Math.random() ** 2 * 400));
        for (const line of lines) {
          const [room = '', seq = '', op = ''] = line.split('\t');
          assert.ok(!acknowledged.has(`${room} ${seq}`), 'no place was given twice');
          acknowledged.set(`${room} ${seq}`, op);
        }
        // A copy: what this process would put in order is left to the next one.
        copy(file.path, `${file.path}.copy`);
        const store = await file.open({ path: `${file.path}.copy` });
        for (const room of ROOMS) {
          const { seq } = await store.head(room);
          const events = (await store.eventsAfter(room, 0, seq + 1)) ?? [];
          assert.deepEqual(
            events.map((event) => event.seq),
            Array.from({ length: seq }, (_, i) => i + 1),
          );
          assert.equal(new Set(events.map(({ op }) => op)).size, seq, 'no operation is there twice');
          const kept = new Map(events.map((event) => [`${room} ${event.seq}`, event.op]));
          for (const [place, op] of acknowledged) {
            if (place.startsWith(room)) assert.equal(kept.get(place), op, `${place} after kill ${kill}`);
          }
        }
        await store.close();
      }
      new DatabaseFile({ path: file.path }, true).close();
      assert.ok(acknowledged.size > KILLS / FILES);
    });
  }
});
