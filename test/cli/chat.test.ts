import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { MemoryStore } from '../../server/store/memory.ts';
import { RawClient } from '../helpers/raw-client.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { TestStore } from '../server/store/test-store.ts';
import { ME, member, messageEvent } from '../widget/client/visitor.ts';
import { startServer } from '../helpers/test-server.ts';
import { ConfigFolder, Program, chat } from './program.ts';
import { ScriptedServer } from './scripted-server.ts';

const KILLS = process.env['TEST_LONG'] ? 10 : 2;
const MANY = {
  LIVE_PRESENCE_CHAT_RATE: '100000/100000',
  LIVE_PRESENCE_ADDRESS_CHAT_BYTES: '1000000000/1000000000',
};

/** A server that receives messages but stores none before `open`. */
async function slowServer() {
  const store = new MemoryStore();
  const append = store.append.bind(store);
  let open: (() => void) | undefined;
  let asked: (() => void) | undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (asked = resolve));
  store.append = async (...args) => {
    asked?.();
    await gate;
    return append(...args);
  };
  return { ...(await startServer({ store })), reached, open: () => open?.() };
}

describe('two people in two terminals', () => {
  test('see who is here, who joins and leaves, and the messages', async () => {
    await using server = await startServer({ env: { LIVE_PRESENCE_GRACE_MS: '1' } });
    const { origin } = server;
    using ada = chat(origin, 'Ada');
    await ada.output.until(/^connecting to http:.*\nconnected to room docs as Ada, 1 person here\n/);
    using bo = chat(origin, 'Bo');
    await bo.output.until(/connected to room docs as Bo, 2 people here\n/);
    await ada.output.until(/^\d\d:\d\d Bo joined\n/m);
    ada.say('hello Bo');
    await bo.output.until(/^\d\d:\d\d Ada: hello Bo\n/m);
    bo.say('//who am I');
    await ada.output.until(/^\d\d:\d\d Bo: \/who am I\n/m);
    bo.say('/name Bobby', '/who');
    await ada.output.until(/Bo is now called Bobby\n/);
    await bo.output.until(/2 people here\n {2}Bo\w* \(you\) \/\n {2}Ada \/\n/);
    bo.say('exit');
    assert.equal(await bo.exited, 0);
    await ada.output.until(/Bobby left\n/);
    assert.equal(await ada.end(), 0);
    assert.equal(ada.output.text.match(/hello Bo/g)?.length, 1, 'one’s own message is shown once');
    assert.equal(ada.errors.text + bo.errors.text, '');
  });

  test('get the last 20 messages at first, and 50 older ones with /history', async () => {
    await using server = await startServer({ env: MANY });
    const { origin } = server;
    const all = Array.from({ length: 130 }, (_, i) => `line ${i + 1}.`);
    using ada = chat(origin, 'Ada');
    ada.say(...all);
    assert.equal(await ada.end(), 0, 'a file longer than what is sent at once');
    using bo = chat(origin, 'Bo');
    await bo.output.until(/line 130\.\n/);
    const shown = () => [...bo.output.text.matchAll(/line (\d+)\.\n/g)].map(([, line]) => Number(line));
    const range = (first: number, last: number) =>
      Array.from({ length: last - first + 1 }, (_, i) => first + i);
    assert.deepEqual(shown(), range(111, 130));
    bo.say('/history');
    await bo.output.until(/\/history for more/);
    assert.deepEqual(shown().slice(20), range(61, 110));
    bo.say('/history', 'said meanwhile');
    await bo.output.until(/line 60\.\n/);
    bo.say('/history');
    await bo.output.until(/start of the chat/);
    assert.deepEqual(shown().slice(70), [...range(11, 60), ...range(1, 10)]);
    bo.say('/history');
    await bo.output.until(/there are no older messages/);
    assert.equal(await bo.end(), 0);
    assert.equal(bo.output.text.match(/said meanwhile/g)?.length, 1);
  });

  test('lose nothing and see nothing twice when the server is killed and restarted', async (t) => {
    await using file = new TestStore();
    const start = (port = '0') => new ServerProcess({ LIVE_PRESENCE_DATA: file.path, PORT: port, ...MANY });
    let server = start();
    t.after(() => server.kill());
    const port = String(await server.listening());
    const origin = `http://127.0.0.1:${port}`;
    using ada = chat(origin, 'Ada');
    using bo = chat(origin, 'Bo', '--json');
    await bo.errors.until(/connected to room/);
    await ada.output.until(/connected to room/);
    let typed = 0;
    const type = (count: number) => {
      for (let i = 0; i < count; i++) ada.say(`line ${++typed}.`);
    };
    for (let kill = 0; kill < KILLS; kill++) {
      type(20);
      await ada.output.until(new RegExp(`line ${typed - 10}\\.`));
      // In the middle of it, and while it is away.
      await server.kill('SIGKILL');
      type(10);
      await bo.errors.until((text) => text.split('connection lost, reconnecting…').length === kill + 2);
      type(10);
      server = start(port);
      await server.listening();
      const back = (text: string) => text.split('reconnected').length === kill + 2;
      await Promise.all([ada.output.until(back), bo.errors.until(back)]);
    }
    await bo.output.until(new RegExp(`"line ${typed}\\."`));
    assert.equal(await ada.end(), 0);
    const expected = Array.from({ length: typed }, (_, i) => `line ${i + 1}.`);
    const heard = bo.objects.filter(({ type: kind }) => kind === 'message');
    assert.deepEqual(
      heard.map(({ content }) => content),
      expected,
    );
    assert.deepEqual(
      heard.map(({ seq }) => seq),
      expected.map((_, i) => i + 1),
    );
    assert.deepEqual(ada.output.text.match(/line \d+\./g), expected);
    for (const text of [ada.output.text, bo.errors.text]) {
      assert.equal(text.match(/connection lost, reconnecting…\n/g)?.length, KILLS);
      assert.equal(text.match(/reconnected\n/g)?.length, KILLS);
    }
    assert.equal(await bo.end(), 0);
    await server.kill('SIGTERM');
  });
});

describe('--json', () => {
  test('sends what is piped in, waits for the acknowledgement and ends with 0', async () => {
    await using server = await slowServer();
    const { origin, reached, open } = server;
    using ada = chat(origin, 'Ada', '--json');
    ada.say('hi').child.stdin.end();
    await reached;
    assert.equal(ada.child.exitCode, null, 'it waits');
    open();
    assert.equal(await ada.exited, 0);
    const [line] = ada.objects;
    assert.deepEqual(Object.keys(line!).slice(0, 4), ['type', 'userId', 'content', 'timestamp']);
    assert.equal(ada.objects.length, 1);
    assert.deepEqual(
      [line!['type'], line!['content'], line!['name'], line!['room'], line!['seq'], line!['mine']],
      ['message', 'hi', 'Ada', 'docs', 1, true],
    );
    assert.equal(new Date(line!['timestamp'] as string).toISOString(), line!['timestamp']);
    assert.match(ada.errors.text, /^(live-presence: .*\n)+$/);
  });

  test('treats every line as a message, and prints everything else as system lines', async () => {
    await using server = await startServer({ env: { LIVE_PRESENCE_GRACE_MS: '1' } });
    const { origin } = server;
    using ada = chat(origin, 'Ada', '--json', '--tail', '0');
    await ada.errors.until(/connected/);
    const bo = new RawClient(origin);
    const { self } = await bo.join('Bo');
    await ada.output.until(/"event":"join"/);
    ada.say('exit', '/who', '', '//x');
    bo.send({ type: 'chat_post', op: 'op-of-bo', text: 'one\n\u202etwo\u2028' });
    await ada.output.until(/two/);
    const { seq } = await bo.next('ack');
    bo.send({ type: 'chat_edit', op: 'edit-of-bo', seq, text: 'three' });
    bo.send({ type: 'chat_react', op: 'react-of-bo', seq, emoji: '👍', on: true });
    bo.send({ type: 'chat_delete', op: 'delete-of-bo', seq });
    await ada.output.until(/"event":"delete"/);
    bo.socket.terminate();
    await ada.output.until(/"event":"leave"/);
    assert.equal(await ada.end(), 0);
    const { objects } = ada;
    assert.ok(objects.every(({ type }) => type === 'message' || type === 'system'));
    assert.deepEqual(
      objects.filter(({ mine }) => mine).map(({ content }) => content),
      ['exit', '/who', '//x'],
    );
    assert.deepEqual(
      objects
        .filter(({ userId }) => userId === self.id)
        .map(({ type, event, content, of }) => [type, event, content, of]),
      [
        ['system', 'join', 'Bo joined', undefined],
        ['message', undefined, 'one\n\u202etwo\n', undefined],
        ['system', 'edit', 'three', seq],
        ['system', 'reaction', '👍', seq],
        ['system', 'delete', '', seq],
        ['system', 'leave', 'Bo left', undefined],
      ],
    );
    assert.doesNotMatch(ada.output.text, /[\u202a-\u202e\u2028]/);
  });

  test('ends without an error when its output is closed', async () => {
    await using server = await startServer();
    const { origin } = server;
    using ada = chat(origin, 'Ada', '--json');
    await ada.errors.until(/connected/);
    ada.child.stdout.destroy();
    using bo = chat(origin, 'Bo');
    bo.say('hello?');
    assert.equal(await ada.exited, 0);
    assert.match(ada.errors.text, /^live-presence: connecting.*\nlive-presence: connected.*\n$/);
    assert.equal(await bo.end(), 0);
  });
});

describe('leaving', () => {
  test('Ctrl+C waits for unsent messages; a second one ends at once', async () => {
    await using server = await slowServer();
    const { origin, reached, open } = server;
    using ada = chat(origin, 'Ada').say('patient');
    using bo = chat(origin, 'Bo').say('impatient');
    await reached;
    await Promise.all([ada, bo].map((who) => who.output.until(/connected/)));
    ada.child.kill('SIGINT');
    open();
    assert.equal(await ada.exited, 0);
    assert.match(ada.output.text, /Ada: patient\n/);
    await bo.output.until(/Bo: impatient/);
    bo.child.kill('SIGINT');
    assert.equal(await bo.exited, 0);
    assert.equal(ada.errors.text + bo.errors.text, '');
  });

  test('/who names everybody, also in a room of which the server only counts most', async () => {
    await using server = await startServer({
      env: { LIVE_PRESENCE_NAMED_MEMBERS: '2', LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '0' },
    });
    const people = Array.from({ length: 130 }, () => new RawClient(server.origin));
    try {
      for (const [i, person] of people.entries()) await person.join(`P${i}.`);
      using ada = chat(server.origin, 'Ada');
      await ada.output.until(/connected/);
      ada.say('/who');
      await ada.output.until(/131 people here\n(?: {2}.*\n){131}/);
      assert.equal(new Set(ada.output.text.match(/P\d+\./g)).size, 130);
      assert.doesNotMatch(ada.output.text, /others/);
    } finally {
      for (const person of people) person.socket.terminate();
    }
  });

  test('prints what the server refused, and exits with 1', async () => {
    await using server = await startServer();
    const { origin } = server;
    using ada = chat(origin, 'Ada').say('x'.repeat(4001), 'short');
    assert.equal(await ada.end(), 1);
    assert.match(ada.output.text, /not sent \(too long\): x{20,60}\n/);
    assert.match(ada.output.text, /Ada: short\n/);
    assert.equal(ada.errors.text, 'live-presence: 1 message not sent\n');
  });

  test('keeps the identity per server and name, in a key file that only its owner can read', async () => {
    await using server = await startServer();
    const { origin } = server;
    using config = new ConfigFolder();
    const idOf = async (...more: string[]): Promise<unknown> => {
      using who = new Program(['chat', origin, '--room', 'docs', '--json', '--tail', '0', ...more], {
        XDG_CONFIG_HOME: config.path,
      });
      assert.equal(await who.say('x').end(), 0);
      assert.equal(who.errors.text.match(/\n/g)?.length, 2, who.errors.text);
      return who.objects.find(({ mine }) => mine)?.['userId'];
    };
    const file = join(config.path, 'live-presence', 'visitor');
    const nobody = await idOf('--anonymous');
    assert.ok(!existsSync(file));
    const ada = await idOf('--name', 'Ada');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.match(readFileSync(file, 'utf8'), /^[0-9a-f]{32}\n$/);
    assert.equal(await idOf('--name', 'Ada'), ada);
    const bo = await idOf('--name', 'Bo');
    assert.equal(new Set([nobody, ada, bo, await idOf('--anonymous')]).size, 4);
  });
});

test('no text of others reaches the terminal as a control sequence', async () => {
  await using server = await ScriptedServer.start();
  const evil = '\x1b]0;title\x07\x1b[2J\x9b31m\r\x7f\u202egnp\u2066\x08\x00\x1b';
  const mallory = member('m', { name: `Mal${evil}lory\nBo`, color: `#12345${evil}`, pages: [`/${evil}`] });
  server.welcome = {
    self: { ...ME, name: `Me${evil}`, session: 's' },
    members: [{ ...ME, name: `Me${evil}` }, mallory],
    events: [
      messageEvent(1, {
        member: 'm',
        name: mallory.name,
        color: mallory.color,
        text: `a${evil}\n12:00 Bo: hi`,
      }),
    ],
  };
  for (const json of [false, true]) {
    using who = chat(server.origin, 'Ada', ...(json ? ['--json'] : []));
    await who.output.until(/hi/);
    const event = { member: 'm', at: 0 };
    server.socket.send(
      JSON.stringify({
        type: 'chat',
        events: [
          { ...event, seq: 2, kind: 'notice', text: `notice${evil}` },
          { ...event, seq: 3, kind: 'reaction', of: 1, emoji: `e${evil}`, on: true },
          { ...event, seq: 4, kind: 'edit', of: 1, text: `edit${evil}` },
        ],
      }),
    );
    server.send({ type: 'presence', count: 1, leaves: ['m'] });
    who.say('/who');
    await who.output.until(/left/);
    server.send({ type: 'error', code: 'forbidden', message: evil });
    server.socket.close(4503);
    assert.equal(await who.exited, 1);
    const harmful = /[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;
    assert.doesNotMatch(who.output.text, harmful);
    assert.doesNotMatch(who.errors.text, harmful);
    if (json)
      assert.ok(
        who.objects.some(({ content }) => content === `a${evil}\n12:00 Bo: hi`),
        'as it is',
      );
    else assert.doesNotMatch(who.output.text, /^12:00 Bo/m, 'a second line is indented');
  }
});
