/** The admin API: reading, deleting, erasing, and who is where. */
import { FaultyStore } from '../../helpers/faulty-store.ts';
import { serverForEachTest } from '../../helpers/server-for-each.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChatMessage } from '../../../protocol/chat.ts';
import type { HttpError } from '../../../protocol/errors.ts';
import { ADMIN_ENV, ADMIN_KEY, ask, told } from '../../helpers/site.ts';
import type { Answer } from '../../helpers/site.ts';
import { startServer } from '../../helpers/test-server.ts';

interface Page {
  messages: ChatMessage[];
  more: boolean;
}

const codeOf = ({ body }: Answer): string => (body as HttpError).error.code;

void describe('the site', () => {
  const fixture = serverForEachTest(() => ({
    store: new FaultyStore(),
    env: { ...ADMIN_ENV, LIVE_PRESENCE_GRACE_MS: '1', LIVE_PRESENCE_PRESENCE_MS: '1' },
  }));
  const notice = (op: string, text: string, room = 'docs'): Promise<Answer> =>
    ask(fixture.live, 'POST', `/rooms/${room}/messages`, { op, text });

  void test('reads a room’s messages, page by page', async () => {
    for (let i = 1; i <= 60; i++) await notice(String(i), String(i));
    const seqs = ({ messages }: Page): number[] => messages.map(({ seq }) => seq);
    const range = (from: number, to: number): number[] =>
      Array.from({ length: to - from + 1 }, (_, i) => from + i);
    const newest = await told<Page>(fixture.live, 'GET', '/rooms/docs/messages');
    assert.deepEqual([seqs(newest), newest.more], [range(11, 60), true]);
    const older = await told<Page>(fixture.live, 'GET', '/rooms/docs/messages?before=11&limit=100');
    assert.deepEqual([seqs(older), older.more], [range(1, 10), false]);
    assert.equal(older.messages[0]?.text, '1');
    for (const query of ['limit=0', 'limit=101', 'limit=ten', 'before=0', 'before=-1', 'before=']) {
      const answer = await ask(fixture.live, 'GET', `/rooms/docs/messages?${query}`);
      assert.deepEqual([answer.status, codeOf(answer)], [400, 'bad_request'], query);
    }
    assert.deepEqual(await told(fixture.live, 'GET', '/rooms/none/messages'), { messages: [], more: false });
    assert.equal(fixture.live.server.rooms, 0);
  });

  void test('deletes any message, once', async () => {
    const ada = fixture.client();
    await ada.join('Ada');
    ada.send({ type: 'chat_post', op: 'a', text: 'something rude' });
    await ada.next('ack');
    await notice('n', 'a mistake');
    assert.equal((await ask(fixture.live, 'DELETE', '/rooms/docs/messages/1')).status, 204);
    const { events } = await ada.next('chat', (message) => message.events[0]?.kind === 'delete');
    assert.deepEqual(
      events.map((event) => [event.seq, event.member, 'of' in event && event.of]),
      [[3, 'site', 1]],
    );
    assert.equal((await ask(fixture.live, 'DELETE', '/rooms/docs/messages/1')).status, 204);
    assert.equal((await ask(fixture.live, 'DELETE', '/rooms/docs/messages/2')).status, 204);
    const { messages } = await told<Page>(fixture.live, 'GET', '/rooms/docs/messages');
    assert.deepEqual(
      messages.map(({ text, deleted }) => [text, deleted]),
      [
        ['', true],
        ['', true],
      ],
    );
    assert.equal((await fixture.store.head('docs')).seq, 4, 'the second time nothing happened');
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
      assert.equal((await ask(fixture.live, 'DELETE', path)).status, status);
      assert.equal(fixture.live.server.rooms, 0);
    });
  }

  void test('erases a member: their messages are gone, and they are disconnected', async () => {
    const eve = fixture.client();
    const { self } = await eve.join('Eve');
    const second = fixture.client('other');
    await second.join('Eve');
    const ada = fixture.client();
    await ada.join('Ada');
    for (const [i, made] of [eve, second].entries()) {
      made.send({ type: 'chat_post', op: String(i), text: 'mine' });
      await made.next('ack');
    }
    ada.send({ type: 'chat_post', op: 'a', text: 'hers' });
    await ada.next('ack');
    assert.deepEqual(await told(fixture.live, 'DELETE', `/members/${self.id}`), { erased: 2 });
    for (const made of [eve, second]) {
      assert.equal((await made.closed).code, 4503);
      assert.equal(made.all('error').at(-1)?.code, 'forbidden');
    }
    assert.deepEqual((await ada.next('presence', ({ leaves }) => leaves !== undefined)).leaves, [self.id]);
    assert.equal(ada.all('erased')[0]?.member, self.id, 'so that it goes from her screen, too');
    const { messages } = await told<Page>(fixture.live, 'GET', '/rooms/docs/messages');
    assert.deepEqual(
      messages.map(({ name, text }) => [name, text]),
      [
        ['', ''],
        ['Ada', 'hers'],
      ],
    );
    assert.deepEqual(await told(fixture.live, 'DELETE', `/members/${self.id}`), { erased: 0 });
    assert.deepEqual(await told(fixture.live, 'DELETE', '/members/nobody'), { erased: 0 });
  });

  void test('lists rooms with their members', async () => {
    assert.deepEqual(await told(fixture.live, 'GET', '/rooms'), { rooms: [] });
    await fixture.client('b').join('Ada');
    await fixture.client('b').join('Ada');
    await fixture.client('b').join('Bob');
    await fixture.client('a').join('Ada');
    await told(fixture.live, 'POST', '/rooms/c/moderation', { action: 'close' });
    assert.deepEqual(await told(fixture.live, 'GET', '/rooms'), {
      rooms: [
        { name: 'a', members: 1, sessions: 1 },
        { name: 'b', members: 2, sessions: 3 },
        { name: 'c', members: 0, sessions: 0, closed: true },
      ],
    });
    await notice('n', 'hello', 'b');
    assert.deepEqual(await told(fixture.live, 'GET', '/rooms/b'), {
      name: 'b',
      members: 2,
      sessions: 3,
      seq: 1,
    });
    assert.deepEqual(await told(fixture.live, 'GET', '/rooms/none'), {
      name: 'none',
      members: 0,
      sessions: 0,
      seq: 0,
    });
  });

  void test('gets 404 for unknown paths', async () => {
    for (const [method, path] of [
      ['GET', '/x'],
      ['PUT', '/rooms/docs'],
      ['DELETE', '/rooms/docs'],
      ['POST', '/rooms/docs/messages/1'],
    ] as const) {
      const answer = await ask(fixture.live, method, path);
      assert.deepEqual([answer.status, codeOf(answer)], [404, 'not_found'], `${method} ${path}`);
    }
  });

  void describe('without the key', () => {
    const key = (authorization: string): Record<string, string> => ({ Authorization: authorization });

    void test('gets one answer, whatever it asks for', async () => {
      await fixture.client('taken').join('Ada');
      const answers = new Set<string>();
      const paths = Array.from(
        { length: 1_000 },
        (_, i) => `/rooms/${i % 10 ? `room-${String(i)}` : 'taken'}`,
      );
      for (const [i, path] of paths.entries()) {
        const below = ['', '/messages', '/moderation', '/x'][i % 4] ?? '';
        const { status, headers, body } = await ask(
          fixture.live,
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
          const answer = await ask(fixture.live, method, path, body, headers);
          assert.equal(answer.status, 401, `${method} ${path}`);
          assert.equal(answer.headers.get('access-control-allow-origin'), null);
        }
        assert.equal((await fixture.store.head('docs')).seq, 0);
      });
    }

    void test('and where the server has none, nobody has it', async () => {
      await fixture.live.stop();
      fixture.live = await startServer();
      for (const headers of [{}, key('Bearer undefined'), key('Bearer ')])
        assert.equal((await ask(fixture.live, 'GET', '/rooms', undefined, headers)).status, 401);
    });
  });
});
