/** What the site's own programs can ask for: notices, reading, deleting, erasing. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { ChatMessage } from '../../../protocol/chat.ts';
import type { HttpError } from '../../../protocol/errors.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { StoreUnavailable } from '../../../server/store/message-store.ts';
import type { Appended, EventDraft } from '../../../server/store/message-store.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { ADMIN_ENV, ADMIN_KEY, ask, told } from '../../helpers/site.ts';
import type { Answer } from '../../helpers/site.ts';
import { startServer } from '../../helpers/test-server.ts';
import type { TestServer } from '../../helpers/test-server.ts';

/** A store whose disk can be full. */
class FullableStore extends MemoryStore {
  full = false;
  override append(room: string, draft: EventDraft): Promise<Appended> {
    return this.full ? Promise.reject(new StoreUnavailable('the disk is full')) : super.append(room, draft);
  }
}

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
interface Page {
  messages: ChatMessage[];
  more: boolean;
}

const codeOf = ({ body }: Answer): string => (body as HttpError).error.code;

void describe('the site', () => {
  let store: FullableStore;
  let live: TestServer;
  let clients: RawClient[];
  const client = (room?: string): RawClient => {
    const made = new RawClient(live.origin, room);
    clients.push(made);
    return made;
  };
  const notice = (op: string, text: string, room = 'docs'): Promise<Answer> =>
    ask(live, 'POST', `/rooms/${room}/messages`, { op, text });

  beforeEach(async () => {
    store = new FullableStore();
    live = await startServer({
      store,
      env: { ...ADMIN_ENV, LIVE_PRESENCE_GRACE_MS: '1', LIVE_PRESENCE_PRESENCE_MS: '1' },
    });
    clients = [];
  });
  afterEach(async () => {
    for (const made of clients) made.socket.terminate();
    await live.stop();
  });

  void describe('puts a notice into a room', () => {
    void test('where everybody hears it at its place in the log', async () => {
      const ada = client();
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
      await live.stop();
      live = await startServer({
        store: new GroupingStore(40),
        env: { ...ADMIN_ENV, LIVE_PRESENCE_CHAT_RATE: '1000/1000' },
      });
      const ada = client();
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
      const bob = client();
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
      assert.equal(live.server.rooms, 0);
      const { events } = await client('empty').join('Ada');
      assert.deepEqual(
        events.map(({ kind, seq }) => [kind, seq]),
        [['notice', 1]],
      );
    });

    void test('whose name is not plain', async () => {
      const room = 'Ünter/der?Brücke #1 %25';
      assert.equal((await notice('a', 'hello', encodeURIComponent(room))).status, 201);
      assert.equal((await client(room).join('Ada')).seq, 1);
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
        const answer = await ask(live, 'POST', `/rooms/${room}/messages`, body);
        assert.deepEqual([answer.status, codeOf(answer)], [status, code]);
        assert.ok((answer.body as HttpError).error.message.length > 10);
        assert.equal(live.server.rooms, 0);
        assert.equal((await notice('x', 'a'.repeat(4_000))).status, 201, 'and all else goes on');
      });
    }

    void test('but no body without end', async () => {
      const asked = request(`${live.origin}/v1/rooms/docs/messages`, {
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
      const asked = request(`${live.origin}/v1/rooms/docs/messages`, {
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
      store.full = true;
      const refused = await notice('x', 'a');
      assert.deepEqual([refused.status, codeOf(refused)], [503, 'unavailable']);
      assert.ok(Number(refused.headers.get('retry-after')) >= 1);
      store.full = false;
      assert.equal((await notice('x', 'a')).status, 201);
    });

    void test('later, where the server is about to stop', async () => {
      await live.stop();
      const clock = new ManualClock();
      live = await startServer({ clock, env: ADMIN_ENV });
      const ada = client();
      await ada.join('Ada');
      const late = connect(live.port, '127.0.0.1');
      await once(late, 'connect');
      const head = `POST /v1/rooms/docs/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_KEY}\r\n`;
      late.write(head);
      assert.equal((await notice('x', 'a')).status, 201, 'the server has read what came before');
      const stopped = live.stop();
      late.write('Content-Length: 0\r\n\r\n');
      const [answer] = (await once(late, 'data')) as [Buffer];
      assert.match(answer.toString(), /^HTTP\/1.1 503 .*\r\nretry-after: \d/is);
      late.destroy();
      clock.advance(0);
      await ada.closed;
      clock.advance(10_000);
      await stopped;
      live = await startServer();
    });

    void test('at a bounded rate, while moderation goes on', async () => {
      await live.stop();
      live = await startServer({ env: { ...ADMIN_ENV, LIVE_PRESENCE_SITE_RATE: '0.01/2' } });
      assert.equal((await notice('1', 'a')).status, 201);
      assert.equal((await notice('2', 'a')).status, 201);
      const refused = await notice('3', 'a');
      assert.deepEqual([refused.status, codeOf(refused)], [429, 'rate_limited']);
      assert.ok(Number(refused.headers.get('retry-after')) > 50);
      assert.equal((await ask(live, 'POST', '/rooms/docs/moderation', { action: 'pause' })).status, 200);
    });
  });

  void test('reads a room’s messages, page by page', async () => {
    for (let i = 1; i <= 60; i++) await notice(String(i), String(i));
    const seqs = ({ messages }: Page): number[] => messages.map(({ seq }) => seq);
    const range = (from: number, to: number): number[] =>
      Array.from({ length: to - from + 1 }, (_, i) => from + i);
    const newest = await told<Page>(live, 'GET', '/rooms/docs/messages');
    assert.deepEqual([seqs(newest), newest.more], [range(11, 60), true]);
    const older = await told<Page>(live, 'GET', '/rooms/docs/messages?before=11&limit=100');
    assert.deepEqual([seqs(older), older.more], [range(1, 10), false]);
    assert.equal(older.messages[0]?.text, '1');
    for (const query of ['limit=0', 'limit=101', 'limit=ten', 'before=0', 'before=-1', 'before=']) {
      const answer = await ask(live, 'GET', `/rooms/docs/messages?${query}`);
      assert.deepEqual([answer.status, codeOf(answer)], [400, 'bad_request'], query);
    }
    assert.deepEqual(await told(live, 'GET', '/rooms/none/messages'), { messages: [], more: false });
    assert.equal(live.server.rooms, 0);
  });

  void test('deletes any message, once', async () => {
    const ada = client();
    await ada.join('Ada');
    ada.send({ type: 'chat_post', op: 'a', text: 'something rude' });
    await ada.next('ack');
    await notice('n', 'a mistake');
    assert.equal((await ask(live, 'DELETE', '/rooms/docs/messages/1')).status, 204);
    const { events } = await ada.next('chat', (message) => message.events[0]?.kind === 'delete');
    assert.deepEqual(
      events.map((event) => [event.seq, event.member, 'of' in event && event.of]),
      [[3, 'site', 1]],
    );
    assert.equal((await ask(live, 'DELETE', '/rooms/docs/messages/1')).status, 204);
    assert.equal((await ask(live, 'DELETE', '/rooms/docs/messages/2')).status, 204);
    const { messages } = await told<Page>(live, 'GET', '/rooms/docs/messages');
    assert.deepEqual(
      messages.map(({ text, deleted }) => [text, deleted]),
      [
        ['', true],
        ['', true],
      ],
    );
    assert.equal((await store.head('docs')).seq, 4, 'the second time nothing happened');
    ada.send({ type: 'chat_edit', op: 'e', seq: 1, text: 'rude again' });
    assert.equal((await ada.next('error')).code, 'not_found');
  });

  for (const [path, status] of [
    ['/rooms/docs/messages/99', 404],
    ['/rooms/none/messages/1', 404],
    ['/rooms/docs/messages/0', 400],
    ['/rooms/docs/messages/first', 400],
    ['/rooms/%00/messages/1', 400],
  ] as const) {
    void test(`deletes nothing at ${path}`, async () => {
      assert.equal((await ask(live, 'DELETE', path)).status, status);
      assert.equal(live.server.rooms, 0);
    });
  }

  void test('erases a member: nothing of theirs is left, and they are asked to leave', async () => {
    const eve = client();
    const { self } = await eve.join('Eve');
    const second = client('other');
    await second.join('Eve');
    const ada = client();
    await ada.join('Ada');
    for (const [i, made] of [eve, second].entries()) {
      made.send({ type: 'chat_post', op: String(i), text: 'mine' });
      await made.next('ack');
    }
    ada.send({ type: 'chat_post', op: 'a', text: 'hers' });
    await ada.next('ack');
    assert.deepEqual(await told(live, 'DELETE', `/members/${self.id}`), { erased: 2 });
    for (const made of [eve, second]) {
      assert.equal((await made.closed).code, 4503);
      assert.equal(made.all('error').at(-1)?.code, 'forbidden');
    }
    assert.deepEqual((await ada.next('presence', ({ leaves }) => leaves !== undefined)).leaves, [self.id]);
    assert.equal(ada.all('erased')[0]?.member, self.id, 'so that it goes from her screen, too');
    const { messages } = await told<Page>(live, 'GET', '/rooms/docs/messages');
    assert.deepEqual(
      messages.map(({ name, text }) => [name, text]),
      [
        ['', ''],
        ['Ada', 'hers'],
      ],
    );
    assert.deepEqual(await told(live, 'DELETE', `/members/${self.id}`), { erased: 0 });
    assert.deepEqual(await told(live, 'DELETE', '/members/nobody'), { erased: 0 });
  });

  void test('sees who is where', async () => {
    assert.deepEqual(await told(live, 'GET', '/rooms'), { rooms: [] });
    await client('b').join('Ada');
    await client('b').join('Ada');
    await client('b').join('Bob');
    await client('a').join('Ada');
    await told(live, 'POST', '/rooms/c/moderation', { action: 'close' });
    assert.deepEqual(await told(live, 'GET', '/rooms'), {
      rooms: [
        { name: 'a', members: 1, sessions: 1 },
        { name: 'b', members: 2, sessions: 3 },
        { name: 'c', members: 0, sessions: 0, closed: true },
      ],
    });
    await notice('n', 'hello', 'b');
    assert.deepEqual(await told(live, 'GET', '/rooms/b'), { name: 'b', members: 2, sessions: 3, seq: 1 });
    assert.deepEqual(await told(live, 'GET', '/rooms/none'), {
      name: 'none',
      members: 0,
      sessions: 0,
      seq: 0,
    });
  });

  void test('that asks for what there is not is told so', async () => {
    for (const [method, path] of [
      ['GET', '/x'],
      ['PUT', '/rooms/docs'],
      ['DELETE', '/rooms/docs'],
      ['POST', '/rooms/docs/messages/1'],
    ] as const) {
      const answer = await ask(live, method, path);
      assert.deepEqual([answer.status, codeOf(answer)], [404, 'not_found'], `${method} ${path}`);
    }
  });

  void describe('without the key', () => {
    const key = (authorization: string): Record<string, string> => ({ Authorization: authorization });

    void test('gets one answer, whatever it asks for', async () => {
      await client('taken').join('Ada');
      const answers = new Set<string>();
      const paths = Array.from(
        { length: 1_000 },
        (_, i) => `/rooms/${i % 10 ? `room-${String(i)}` : 'taken'}`,
      );
      for (const [i, path] of paths.entries()) {
        const below = ['', '/messages', '/moderation', '/x'][i % 4] ?? '';
        const { status, headers, body } = await ask(
          live,
          ['GET', 'POST'][i % 2] ?? '',
          path + below,
          undefined,
          {},
        );
        const told = [...headers].filter(([name]) => name !== 'date');
        answers.add(JSON.stringify([status, told, body]));
      }
      assert.equal(answers.size, 1);
      const [answer = ''] = answers;
      assert.match(answer, /^\[401,.*"www-authenticate","Bearer".*"unauthorised"/);
    });

    for (const [what, headers] of [
      ['no key', {}],
      ['another key', key(`Bearer ${ADMIN_KEY}x`)],
      ['a part of it', key(`Bearer ${ADMIN_KEY.slice(0, -1)}`)],
      ['another scheme', key(`Basic ${ADMIN_KEY}`)],
      ['the key alone', key(ADMIN_KEY)],
      ['an empty one', key('Bearer ')],
    ] as const) {
      void test(`can do nothing: ${what}`, async () => {
        for (const [method, path] of [
          ['POST', '/rooms/docs/messages'],
          ['GET', '/rooms/docs/messages'],
          ['GET', '/rooms'],
          ['DELETE', '/members/x'],
          ['POST', '/moderation'],
          ['OPTIONS', '/moderation'],
        ] as const) {
          const body = method === 'POST' ? { op: 'x', text: 'a', chat: 'off' } : undefined;
          const answer = await ask(live, method, path, body, headers);
          assert.equal(answer.status, 401, `${method} ${path}`);
          assert.equal(answer.headers.get('access-control-allow-origin'), null);
        }
        assert.equal((await store.head('docs')).seq, 0);
      });
    }

    void test('and where the server has none, nobody has it', async () => {
      await live.stop();
      live = await startServer();
      for (const headers of [{}, key('Bearer undefined'), key('Bearer ')])
        assert.equal((await ask(live, 'GET', '/rooms', undefined, headers)).status, 401);
    });
  });
});
