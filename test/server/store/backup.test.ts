import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { ResumePoint } from '../../../protocol/messages.ts';
import { BackupError, backUp } from '../../../server/store/backup.ts';
import { SCHEMA_VERSION, WrongDatabase } from '../../../server/store/schema.ts';
import { openDatabase } from '../../../server/store/sqlite-driver.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { ServerProcess } from '../../helpers/server-process.ts';
import { everything, post, remove } from './contract.ts';
import { TestStore } from './test-store.ts';

const start = (path: string) =>
  new ServerProcess({
    LIVE_PRESENCE_DATA: path,
    LIVE_PRESENCE_CHAT_RATE: '100000/100000',
    LIVE_PRESENCE_ADDRESS_CHAT_BYTES: '1000000000/1000000000',
  });

/** A process that does what the command line says. */
async function command(path: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
  await using run = new ServerProcess({ LIVE_PRESENCE_DATA: path }, args);
  await run.exited;
  return { code: run.child.exitCode, output: run.output };
}

void describe('a backup', () => {
  void test('of a server under load is whole; restored, those who have seen more are told so', async () => {
    await using file = new TestStore();
    const copy = join(file.folder, 'copy.db');
    await using first = start(file.path);
    const ada = new RawClient(`http://127.0.0.1:${await first.listening()}`);
    const { epoch } = await ada.join('Ada');
    let posted = 0;
    const say = async (who = ada): Promise<ResumePoint> => {
      const op = `op${posted++}`;
      who.send({ type: 'chat_post', op, text: `text of ${op}` });
      return { epoch, seq: (await who.next('ack', (ack) => ack.op === op)).seq, op };
    };
    const early = await say();
    for (let i = 0; i < 200; i++) await say();
    const backup = command(file.path, 'backup', copy);
    const load = { on: true };
    void backup.then(() => {
      load.on = false;
    });
    while (load.on) await say();
    assert.deepEqual((await backup).code, 0, (await backup).output);
    assert.match((await backup).output, /copy\.db: \d+ bytes/);
    for (let i = 0; i < 20; i++) await say();
    const late = await say();
    ada.socket.terminate();
    await first.kill('SIGTERM');

    renameSync(copy, file.path);
    await using second = start(file.path);
    const origin = `http://127.0.0.1:${await second.listening()}`;
    const join2 = (name: string, resume: ResumePoint) => new RawClient(origin).join(name, { resume });
    const lost = await join2('Ada', late);
    assert.deepEqual([lost.epoch, lost.recovered], [epoch, false], 'the same life, but not so far');
    const head = lost.events.at(-1)?.seq ?? 0;
    assert.ok(head > 200 && head < late.seq);
    const continued = await join2('Bob', early);
    assert.ok(continued.recovered, 'what is in the backup can be continued from');
    assert.equal(continued.events[0]?.seq, early.seq + 1);

    const eve = new RawClient(origin);
    await eve.join('Eve');
    while ((await say(eve)).seq < late.seq + 5);
    assert.equal((await join2('Ada', late)).recovered, false, 'another event stands there now');
    await second.kill('SIGTERM');
  });

  void test('is one file for its owner alone, without what was deleted before', async () => {
    await using file = new TestStore();
    const store = await file.open();
    for (let i = 0; i < 50; i++)
      await store.append('docs', post(`op${i}`, i === 7 ? 'unrepeatable' : `text ${i}`));
    await store.append('docs', remove('d', 8));
    const copy = join(file.folder, 'copy.db');
    const bytes = backUp(file.path, copy);
    assert.equal(statSync(copy).size, bytes);
    assert.equal(statSync(copy).mode & 0o077, 0);
    assert.ok(!readFileSync(copy).includes('unrepeatable'));
    assert.deepEqual(readdirSync(file.folder).sort(), ['copy.db', 'data']);
    const restored = await file.open({ path: copy });
    assert.deepEqual(await everything(restored, 'docs'), await everything(store, 'docs'));
    assert.equal((await restored.append('docs', post('more'))).event.seq, 52);
  });

  void test('is refused where it can’t be made, and leaves nothing behind', async () => {
    await using file = new TestStore();
    const copy = join(file.folder, 'copy.db');
    assert.throws(() => backUp(file.path, copy), BackupError);
    await (await file.open()).close();
    assert.throws(() => backUp(file.path, join(file.folder, 'no', 'such', 'folder')), /ENOENT/);
    writeFileSync(copy, 'precious');
    assert.throws(() => backUp(file.path, copy), /already exists/);
    assert.equal(readFileSync(copy, 'utf8'), 'precious');
    rmSync(copy);
    const database = openDatabase(file.path);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    database.close();
    assert.throws(() => backUp(file.path, copy), WrongDatabase);
    assert.deepEqual(readdirSync(file.folder), ['data']);
  });

  void test('asked for wrongly is one line and exit code 1', async () => {
    await using file = new TestStore();
    for (const args of [['backup'], ['backup', '--data', 'x'], ['backup', join(file.folder, 'x.db')]]) {
      const { code, output } = await command(join(file.folder, 'none.db'), ...args);
      assert.equal(code, 1);
      assert.match(output.trim(), /^live-presence: backup: .*$/);
    }
    assert.ok(!existsSync(join(file.folder, 'x.db')));
    assert.match((await command(':memory:', '--help')).output, /backup FILE/);
  });
});
