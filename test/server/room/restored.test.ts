import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LogReader } from '../../../server/room/log-reader.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { DEFAULT_LIMITS } from '../../../protocol/limits.ts';
import type { ChatEvent } from '../../../protocol/chat.ts';
import { ChatLog } from '../../../server/room/chat-log.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import type { Member } from '../../../protocol/presence.ts';

const ADA: Member = { id: 'ada', name: 'Ada', color: '#112233', pages: ['/'] };

type Last = (log: ChatLog) => Promise<ChatEvent | undefined>;
/** What the client has seen last, and what the restored log has in its place. */
const KINDS: Record<string, Last> = {
  'a post': async (log) =>
    (
      await log.perform(
        { type: 'chat_post', op: `p${String(Math.random())}`, text: 'x' },
        ADA,
        () => undefined,
      )
    ).event,
  'a deletion by the site': async (log) => (await log.remove(1))?.event,
  'a notice': async (log) => (await log.notice(`n${String(Math.random())}`, 'x')).event,
};

void describe('a log that was restored from a backup', () => {
  for (const [seen, before] of Object.entries(KINDS))
    for (const [stored, after] of Object.entries(KINDS))
      void test(`does not recover a client that has seen ${seen} where it has ${stored}`, async () => {
        const positions = [];
        for (const last of [before, after]) {
          const store = new MemoryStore();
          const log = new ChatLog('docs', store, DEFAULT_LIMITS, new ManualClock());
          await log.perform({ type: 'chat_post', op: 'first', text: 'x' }, ADA, () => undefined);
          const event = await last(log);
          assert.equal(event?.seq, 2);
          const { epoch } = await store.head('docs');
          positions.push({ store, op: event.op, epoch });
        }
        const [client, server] = positions;
        assert.ok(client && server);
        const reader = new LogReader('docs', server.store, DEFAULT_LIMITS);
        const recover = async (op: string | undefined): Promise<boolean> => {
          const point = { epoch: server.epoch, seq: 2, ...(op !== undefined && { op }) };
          return (await reader.recover(point)).recovered;
        };
        assert.equal(await recover(client.op), false);
        assert.equal(await recover(server.op), true);
      });
});
