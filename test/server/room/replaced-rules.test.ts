/** The database is replaced while the server runs: the site's rules are those in the new one. */
import assert from 'node:assert/strict';
import { renameSync, rmSync } from 'node:fs';
import { describe, test } from 'node:test';
import { systemClock } from '../../../server/clock.ts';
import { Moderation } from '../../../server/room/moderation.ts';
import { backUp } from '../../../server/store/backup.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { StoreUnavailable } from '../../../server/store/message-store.ts';
import type { Rule } from '../../../server/store/rule-store.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { ADMIN_ENV, told } from '../../helpers/site.ts';
import { startServer } from '../../helpers/test-server.ts';
import { TestStore } from '../store/test-store.ts';

const NONE = { chat: 'on', cursors: 'on' };

void describe('when the database is replaced, the rules', { timeout: 60_000 }, () => {
  for (const kind of ['deleted', 'an older backup'] as const)
    void test(`are those of the new one: ${kind}`, async () => {
      await using file = new TestStore();
      const store = await file.open({ clock: systemClock });
      await using server = await startServer({ store, env: ADMIN_ENV });
      const rule = (room: string, action: string, more: object = {}): Promise<object> =>
        told(server, 'POST', `/rooms/${room}/moderation`, { action, ...more });
      const ada = new RawClient(server.origin);
      const bob = new RawClient(server.origin, 'other');
      const { self } = await ada.join('Ada');
      await bob.join('Bob');

      await rule('other', 'close');
      await bob.closed;
      await rule('docs', 'mute', { member: self.id });
      assert.deepEqual((await ada.next('rules')).rules, { muted: true });
      const backup = `${file.path}.backup`;
      backUp(file.path, backup);
      await rule('other', 'open');
      await rule('docs', 'unmute', { member: self.id });
      assert.deepEqual((await ada.next('rules')).rules, {});
      await rule('docs', 'pause');
      assert.deepEqual((await ada.next('rules')).rules, { paused: true });
      await told(server, 'POST', '/moderation', { chat: 'off' });
      assert.deepEqual((await ada.next('rules')).rules, { paused: true, chat: 'off' });
      const eve = new RawClient(server.origin, 'other');
      await eve.join('Eve');

      for (const extra of ['', '-wal', '-shm']) rmSync(`${file.path}${extra}`, { force: true });
      const restored = kind === 'an older backup';
      if (restored) renameSync(backup, file.path);

      const ruled = ada.next('rules', ({ rules }) => {
        const { paused, chat, muted } = rules;
        return !paused && !chat && muted === (restored || undefined);
      });
      await Promise.all([ada.next('log'), ruled]);
      assert.deepEqual(await told(server, 'GET', '/moderation'), NONE);
      if (restored) await eve.closed;
      ada.send({ type: 'chat_post', op: 'after', text: 'after' });
      if (restored) assert.equal((await ada.next('error')).code, 'forbidden');
      else assert.equal((await ada.next('ack')).seq, 1);
      for (const client of [ada, bob, eve]) client.close();
    });

  void test('that were known hold until the new ones can be read', async () => {
    const clock = new ManualClock();
    const stored: Rule[][] = [[{ kind: 'paused', room: 'docs' }], [], [{ kind: 'closed', room: 'docs' }]];
    class Replaced extends MemoryStore {
      override rules(): Promise<Rule[]> {
        const rules = stored.shift();
        return rules?.length
          ? Promise.resolve(rules)
          : Promise.reject(new StoreUnavailable('the disk is gone'));
      }
    }
    const moderation = new Moderation({ store: new Replaced(), clock });
    const told: string[] = [];
    await moderation.load();
    const done = new Promise<void>((resolve) => {
      moderation.onChange(({ kind }) => {
        told.push(kind);
        if (kind === 'closed') resolve();
      });
    });
    await moderation.reload();
    assert.deepEqual(moderation.rulesOf('docs'), { paused: true });
    clock.advance(1_000);
    await done;
    assert.deepEqual(moderation.rulesOf('docs'), { closed: true });
    assert.deepEqual(told, ['paused', 'closed']);
    moderation.close();
  });
});
