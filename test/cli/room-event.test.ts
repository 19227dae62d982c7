import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatEvent } from '../../protocol/chat.ts';
import { ME, member, messageEvent, messageEvents } from '../widget/client/visitor.ts';
import { chat } from './program.ts';
import { ScriptedServer } from './scripted-server.ts';

const BOB = member('bob', { name: 'Bob' });

async function joined(): Promise<ScriptedServer> {
  const server = await ScriptedServer.start();
  const self = { ...ME, name: 'Me', session: 's' };
  server.welcome = { self, members: [self, BOB], events: messageEvents(1, 3), recovered: true };
  return server;
}

test('edits, reactions, deletions and notices are printed, each on a line', async () => {
  await using server = await joined();
  using me = chat(server.origin, 'Me');
  await me.output.until(/Bob: m3\n/);
  const event = { member: 'bob', at: Date.now() };
  const events: ChatEvent[] = [
    { ...event, seq: 4, kind: 'edit', of: 2, text: 'better\nso' },
    { ...event, seq: 5, kind: 'reaction', of: 1, emoji: '👍', on: true, member: 'me' },
    { ...event, seq: 6, kind: 'reaction', of: 1, emoji: '👍', on: false, member: 'me' },
    { ...event, seq: 7, kind: 'delete', of: 3 },
    { ...event, seq: 8, kind: 'notice', text: 'closing at six' },
  ];
  for (const each of events) server.send({ type: 'chat', events: [each] });
  await me.output.until(/closing at six\n/);
  const lines = me.output.lines.slice(-6).map((line) => line.replace(/^\d\d:\d\d /, ''));
  assert.deepEqual(lines, [
    'Bob edited: better',
    '      so',
    'Me reacted 👍 to “m1”',
    'Me removed 👍 from “m1”',
    'a message from Bob was deleted',
    '── closing at six',
  ]);
  assert.equal(await me.end(), 0);
});

test('after reconnecting, only missed messages are printed, or that the chat was reset', async () => {
  await using server = await joined();
  using me = chat(server.origin, 'Me');
  await me.output.until(/Bob: m3\n/);
  const welcomeBack = async (number: number) => {
    server.socket.terminate();
    await me.output.until((text) => text.split('reconnected\n').length === number + 1);
  };
  server.welcome = { ...server.welcome, events: messageEvents(4, 5) };
  await welcomeBack(1);
  await me.output.until(/reconnected\n.* Bob: m4\n.* Bob: m5\n$/);
  server.welcome = {
    ...server.welcome,
    epoch: 'e2',
    events: [messageEvent(1, { text: 'afresh' })],
    recovered: false,
  };
  await welcomeBack(2);
  await me.output.until(/reconnected\n.*the chat was reset\n.* Bob: afresh\n$/);
  assert.equal(await me.end(), 0);
});
