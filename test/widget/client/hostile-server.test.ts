import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everySpoiltFrame, ROWS, spoiltFrames } from '../../helpers/hostile-messages.ts';
import { seeded } from '../../helpers/random.ts';
import { isValid } from '../../../widget/client/chat/chat-shapes.ts';
import type { ChatFrame } from '../../../widget/client/chat/chat-frame.ts';
import { readMessage } from '../../../widget/client/connection/server-message.ts';
import { visitor } from './visitor.ts';

/** Milliseconds for one frame; a busy machine takes less than a tenth of it. */
const MOST_MS = 2_000;

/** What the widget does with what it holds whenever it draws. */
function look(client: ReturnType<typeof visitor>['client']): void {
  for (const item of client.chat.items) {
    new Date(item.at).toISOString();
    assert.equal(typeof item.text, 'string');
    assert.equal(typeof item.name, 'string');
    if (item.reply !== undefined) client.chat.quote(item.reply);
    for (const { emoji, members } of item.reactions ?? []) [emoji, ...members].join();
  }
  for (const { name, color, pages } of client.roster.members.values()) [name, color, ...pages].join();
  assert.ok(client.chat.typing.names.every((name) => typeof name === 'string'));
  assert.ok(Number.isFinite(client.serverNow()));
  assert.ok(Number.isFinite(client.unread + client.mentions + client.roster.count));
  for (const slot of client.slots.keys()) assert.ok(Number.isInteger(slot));
  new Date(client.serverNow()).toISOString();
}

/** A client that hears these frames, each one at once and then for a while. */
function hear(frames: Iterable<string>): void {
  const hostile = visitor({ page: '/docs' });
  const { client, clock, of, join } = hostile;
  let end = join();
  let frame = '';
  try {
    for (frame of frames) {
      if (client.status !== 'online') {
        client.disconnect();
        end = join();
      }
      client.chat.loadOlder();
      client.setCursor({ key: 'k', anchor: { path: [0], box: [0, 0, 1, 1] }, flags: 0, x: 1, y: 1 });
      const began = performance.now();
      end.sendRaw(frame);
      look(client);
      clock.advance(100);
      look(client);
      assert.ok(performance.now() - began < MOST_MS, 'it took too long');
    }
  } catch (error) {
    assert.fail(`after ${frame.slice(0, 500)}: ${String(error)}`);
  }
  assert.deepEqual(
    of('error').filter(({ code }) => code === 'listener'),
    [],
  );
}

const CHAT_FRAMES: Record<ChatFrame['type'], true> = {
  welcome: true,
  log: true,
  chat: true,
  ack: true,
  history: true,
  quotes: true,
  typing: true,
  erased: true,
  pulse: true,
};

/** Whether it is a message, of the chat or not. */
function isMessage(frame: string): boolean {
  const message = readMessage(frame);
  return message !== undefined && (!(message.type in CHAT_FRAMES) || isValid(message as ChatFrame));
}

test('there is a whole, valid message of each type', () => {
  for (const [type, row] of Object.entries(ROWS)) {
    assert.equal(row.type, type);
    assert.ok(isMessage(JSON.stringify(row)), `${type} is read`);
  }
});

test('a message with a number that no date or count can be is none', () => {
  for (const number of ['1e20', '-1e20', '1e999', '8.64e15', '9007199254740993']) {
    const ack = (at: string) => `{"type":"ack","op":"o","seq":1,"at":${at}}`;
    assert.ok(!isMessage(ack(number)), number);
    assert.ok(isMessage(ack('1.7e12')));
  }
});

test('no field of any message, whatever stands there, makes the client throw or hang', () => {
  hear(everySpoiltFrame());
});

test('nor does a position in a log that is in no such message', () => {
  const position = { epoch: 'x', seq: 9, recovered: false };
  hear(
    Object.values(ROWS)
      .filter(({ type }) => type !== 'welcome' && type !== 'log')
      .flatMap((row) => [
        { ...position, type: row.type },
        { ...row, ...position },
      ])
      .map((frame) => JSON.stringify(frame)),
  );
});

const seed = Number(process.env['TEST_SEED'] ?? 20);
test(`nor do they in any order (TEST_SEED=${seed})`, () => {
  hear(spoiltFrames(seeded(seed), process.env['TEST_LONG'] ? 20_000 : 2_000));
});
