/** Folders that look usable, but take no files. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { existingSecret } from '../../../server/config/secret.ts';
import { backUp } from '../../../server/store/backup.ts';
import { prepareDatabasePath } from '../../../server/store/database-path.ts';
import { WrongDatabase } from '../../../server/store/schema.ts';
import { mountSmallDisk } from '../../helpers/small-disk.ts';
import { TestStore, fill } from './test-store.ts';

/** @param named folder that the message names */
function assertRefused(path: string, named: string): void {
  assert.throws(
    () => {
      prepareDatabasePath(path);
    },
    (error) =>
      error instanceof WrongDatabase &&
      error.message.includes(`the folder ${named} `) &&
      /[(]E[A-Z]+: .*; (choose|give)/.test(error.message),
    path,
  );
}

void describe('where no files can be made', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'live-presence-folders-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const path of ['/proc/x.db', '/proc/self/x.db', '/sys/x.db', '/proc/version'])
    void test(
      `${path} is refused, with the folder and what to do`,
      { skip: process.platform !== 'linux' },
      () => {
        assertRefused(path, dirname(path));
      },
    );

  void test(
    'a link there is refused, whether its file exists or not',
    { skip: process.platform !== 'linux' },
    () => {
      for (const [i, target] of ['/proc/x.db', '/proc/version', '/sys/x.db'].entries()) {
        const link = join(folder, `${String(i)}.db`);
        symlinkSync(target, link);
        const relative = join(folder, `relative-${String(i)}.db`);
        symlinkSync(`${String(i)}.db`, relative);
        for (const path of [link, relative]) assertRefused(path, dirname(target));
      }
    },
  );

  void test('links to usable files are none of these, also out of a linked folder', () => {
    mkdirSync(join(folder, 'real/deep'), { recursive: true });
    symlinkSync('real/deep', join(folder, 'linked'));
    symlinkSync('../file.db', join(folder, 'real/deep/link.db'));
    for (let round = 0; round < 2; round++) {
      prepareDatabasePath(join(folder, 'linked/link.db'));
      writeFileSync(join(folder, 'real/file.db'), '');
    }
    assert.deepEqual(readdirSync(join(folder, 'real')).sort(), ['deep', 'file.db']);
    assert.deepEqual(readdirSync(join(folder, 'real/deep')), ['link.db']);
  });

  void test('a disk that is mounted read-only is refused; a full one is not', (t) => {
    const disk = mountSmallDisk();
    if (!disk) {
      t.skip('no disk can be mounted');
      return;
    }
    try {
      const path = join(disk.folder, 'x.db');
      const { status } = spawnSync('mount', ['-o', 'remount,nr_inodes=1', disk.folder]);
      if (status === 0) prepareDatabasePath(path);
      assert.equal(spawnSync('mount', ['-o', 'remount,ro', disk.folder]).status, 0);
      assertRefused(path, disk.folder);
      const link = join(folder, 'link.db');
      symlinkSync(path, link);
      assertRefused(link, disk.folder);
    } finally {
      disk.unmount();
    }
  });

  void test('a backup says which file can’t be made, and what to do', async () => {
    await using file = new TestStore();
    await fill(await file.open(), 1);
    for (const to of [join(folder, 'missing/copy.db'), '/proc/copy.db'])
      assert.throws(() => backUp(file.path, to), {
        name: 'BackupError',
        message: `${to} can't be made (ENOENT: no such file or directory); choose a file in a folder that is there and that this user can write to`,
      });
  });

  void test('a secret that can’t be read is named, with the option to set instead', () => {
    mkdirSync(join(folder, 'secret'));
    assert.throws(
      () => existingSecret(join(folder, 'x.db')),
      /\/secret, the server's secret, can't be read \(EISDIR.*set LIVE_PRESENCE_SECRET/,
    );
  });
});
