/** The admin API: notices in the chat. */
import { FaultyStore } from '../../helpers/faulty-store.ts';
import { serverForEachTest } from '../../helpers/server-for-each.ts';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import type { HttpError } from '../../../protocol/errors.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import type { Appended, EventDraft } from '../../../server/store/message-store.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { ADMIN_ENV, ADMIN_KEY, ask } from '../../helpers/site.ts';
import type { Answer } from '../../helpers/site.ts';
import { startServer } from '../../helpers/test-server.ts';

/** A store that tells of its first appends all at once, like a disk that was slow. */
class GroupingStore extends MemoryStore {
  readonly #size: number;
  #waiting: (() => void)[] = [];
  constructor(size: number) {
    super();
    this.#size = size;
  }
  override async append(room: string, draft: EventDraft): Promise<Appended> {
    const appended = super.append(room, draft);
    await new Promise<void>((resolve) => {
      if (this.#waiting.push(resolve) === this.#size) for (const tell of this.#waiting) tell();
    });
    return appended;
  }
}

interface Done {
  seq: number;
  at: number;
}

const codeOf = ({ body }: Answer): string => (body as HttpError).error.code;

void describe('the site', () => {
  const fixture = serverForEachTest(() => ({
    store: new FaultyStore(),
    env: { ...ADMIN_ENV, LIVE_PRESENCE_GRACE_MS: '1', LIVE_PRESENCE_PRESENCE_MS: '1' },
  }));
  const notice = (op: string, text: string, room = 'docs'): Promise<Answer> =>
    ask(fixture.live, 'POST', `/rooms/${room}/messages`, { op, text });

  void describe('puts a notice into a room', () => {
    void test('where everybody hears it at its place in the log', async () => {
      const ada = fixture.client();
      await ada.join('Ada');
      ada.send({ type: 'chat_post', op: 'a', text: 'hello' });
      await ada.next('chat');
      const answer = await notice('maintenance-1', 'Closing\u0007 at six.\n');
      assert.equal(answer.status, 201);
      const { seq, at } = answer.body as Done;
      assert.equal(seq, 2);
      const { events } = await ada.next('chat');
      assert.deepEqual(events, [
        { seq, at, kind: 'notice', op: 'maintenance-1', member: 'site', text: 'Closing at six.\n' },
      ]);
      ada.send({ type: 'chat_post', op: 'b', text: 'thanks' });
      assert.equal((await ada.next('ack')).seq, 3);
    });

    void test('in one order with what visitors say, and each is heard', async () => {
      await fixture.live.stop();
      fixture.live = await startServer({
        store: new GroupingStore(40),
        env: { ...ADMIN_ENV, LIVE_PRESENCE_CHAT_RATE: '1000/1000' },
      });
      const ada = fixture.client();
      await ada.join('Ada');
      const notices: Promise<Answer>[] = [];
      for (let i = 0; i < 20; i++) {
        ada.send({ type: 'chat_post', op: String(i), text: 'a' });
        await ada.settled();
        notices.push(notice(String(i), 'a'));
      }
      await Promise.all(notices);
      await ada.next('chat', (message) => message.events.some(({ seq }) => seq === 40));
      assert.deepEqual(
        ada.all('chat').flatMap(({ events }) => events.map(({ seq }) => seq)),
        Array.from({ length: 40 }, (_, i) => i + 1),
      );
    });

    void test('once, however often it asks', async () => {
      const bob = fixture.client();
      await bob.join('Bob');
      const all = await Promise.all(Array.from({ length: 10 }, () => notice('once', 'a')));
      assert.deepEqual(all.map(({ status }) => status).sort(), [
        ...Array.from({ length: 9 }, () => 200),
        201,
      ]);
      assert.equal(new Set(all.map(({ body }) => JSON.stringify(body))).size, 1);
      const other = await notice('once', 'another text');
      assert.deepEqual([other.status, other.body], [200, all[0]?.body]);
      await bob.next('chat');
      await bob.settled();
      assert.equal(bob.all('chat').length, 1);
      bob.send({ type: 'chat_post', op: 'once', text: 'a visitor’s operations are their own' });
      assert.equal((await bob.next('ack')).seq, 2);
    });

    void test('where nobody is, and nothing is left behind but the notice', async () => {
      assert.equal((await notice('a', 'for later', 'empty')).status, 201);
      assert.equal(fixture.live.server.rooms, 0);
      const { events } = await fixture.client('empty').join('Ada');
      assert.deepEqual(
        events.map(({ kind, seq }) => [kind, seq]),
        [['notice', 1]],
      );
    });

    void test('whose name is not plain', async () => {
      const room = 'Ünter/der?Brücke #1 %25';
      assert.equal((await notice('a', 'hello', encodeURIComponent(room))).status, 201);
      assert.equal((await fixture.client(room).join('Ada')).seq, 1);
    });

    const long = 'a'.repeat(4_001);
    const bad: [string, string, object | string, number, string][] = [
      ['no JSON', 'docs', '{"op":', 400, 'bad_request'],
      ['nothing', 'docs', '', 400, 'bad_request'],
      ['no object', 'docs', '["op"]', 400, 'bad_request'],
      ['null', 'docs', 'null', 400, 'bad_request'],
      ['no op', 'docs', { text: 'a' }, 400, 'bad_request'],
      ['a bad op', 'docs', { op: 'two words', text: 'a' }, 400, 'bad_request'],
      ['a long op', 'docs', { op: 'o'.repeat(65), text: 'a' }, 400, 'bad_request'],
      ['no text', 'docs', { op: 'x' }, 400, 'bad_request'],
      ['a text that is none', 'docs', { op: 'x', text: 7 }, 400, 'bad_request'],
      ['half a character', 'docs', '{"op":"x","text":"\\ud800"}', 400, 'bad_request'],
      ['white space', 'docs', { op: 'x', text: ' \n\u0007' }, 400, 'empty'],
      ['a long text', 'docs', { op: 'x', text: long }, 413, 'too_long'],
      ['a long body', 'docs', { op: 'x', text: 'a', more: 'a'.repeat(16_384) }, 413, 'too_long'],
      ['a long room', 'r'.repeat(129), { op: 'x', text: 'a' }, 400, 'bad_request'],
      ['a room with a control character', 'a%00b', { op: 'x', text: 'a' }, 400, 'bad_request'],
      ['a room that is no text', '%ff', { op: 'x', text: 'a' }, 400, 'bad_request'],
    ];
    for (const [what, room, body, status, code] of bad) {
      void test(`but not with ${what}`, async () => {
        const answer = await ask(fixture.live, 'POST', `/rooms/${room}/messages`, body);
        assert.deepEqual([answer.status, codeOf(answer)], [status, code]);
        assert.ok((answer.body as HttpError).error.message.length > 10);
        assert.equal(fixture.live.server.rooms, 0);
        assert.equal((await notice('x', 'a'.repeat(4_000))).status, 201, 'and all else goes on');
      });
    }

    void test('but no body without end', async () => {
      const asked = request(`${fixture.live.origin}/v1/rooms/docs/messages`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${ADMIN_KEY}` },
      });
      const status = new Promise<number | undefined>((resolve, reject) => {
        asked.once('response', (response) => resolve(response.resume().statusCode));
        asked.once('error', reject);
      });
      // Without a length, and never ended.
      for (let i = 0; i < 20; i++) asked.write('a'.repeat(1_000));
      assert.equal(await status, 413);
      asked.destroy();
    });

    void test('whatever way its body comes', async () => {
      const asked = request(`${fixture.live.origin}/v1/rooms/docs/messages`, {
        method: 'POST',
        headers: { Authorization: `bearer ${ADMIN_KEY}`, 'Content-Type': 'text/plain' },
      });
      const status = new Promise((resolve) => {
        asked.once('response', (response) => resolve(response.resume().statusCode));
      });
      for (const part of ['{"op":', '"x","te', 'xt":"a"}']) asked.write(part);
      asked.end();
      assert.equal(await status, 201);
    });

    void test('later, where the store can’t keep it now', async () => {
      fixture.store.full = true;
      const refused = await notice('x', 'a');
      assert.deepEqual([refused.status, codeOf(refused)], [503, 'unavailable']);
      assert.ok(Number(refused.headers.get('retry-after')) >= 1);
      fixture.store.full = false;
      assert.equal((await notice('x', 'a')).status, 201);
    });

    void test('later, where the server is about to stop', async () => {
      await fixture.live.stop();
      const clock = new ManualClock();
      fixture.live = await startServer({ clock, env: ADMIN_ENV });
      const ada = fixture.client();
      await ada.join('Ada');
      const late = connect(fixture.live.port, '127.0.0.1');
      await once(late, 'connect');
      const head = `POST /v1/rooms/docs/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_KEY}\r\n`;
      late.write(head);
      assert.equal((await notice('x', 'a')).status, 201, 'the server has read what came before');
      const stopped = fixture.live.stop();
      late.write('Content-Length: 0\r\n\r\n');
      const [answer] = (await once(late, 'data')) as [Buffer];
      assert.match(answer.toString(), /^HTTP\/1.1 503 .*\r\nretry-after: \d/is);
      late.destroy();
      clock.advance(0);
      await ada.closed;
      clock.advance(10_000);
      await stopped;
      fixture.live = await startServer();
    });

    void test('at a bounded rate, while moderation goes on', async () => {
      await fixture.live.stop();
      fixture.live = await startServer({ env: { ...ADMIN_ENV, LIVE_PRESENCE_SITE_RATE: '0.01/2' } });
      assert.equal((await notice('1', 'a')).status, 201);
      assert.equal((await notice('2', 'a')).status, 201);
      const refused = await notice('3', 'a');
      assert.deepEqual([refused.status, codeOf(refused)], [429, 'rate_limited']);
      assert.ok(Number(refused.headers.get('retry-after')) > 50);
      assert.equal(
        (await ask(fixture.live, 'POST', '/rooms/docs/moderation', { action: 'pause' })).status,
        200,
      );
    });
  });
});
