import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { runChat } from '../../cli/chat/run.ts';
import { ManualClock } from '../helpers/manual-clock.ts';
import { ME, messageEvent } from '../widget/client/visitor.ts';
import { ScriptedServer } from './scripted-server.ts';
import { PrintedText } from './printed-text.ts';

test('after the end of the input, each acknowledgement gives five seconds more, and then it is over', async () => {
  await using server = await ScriptedServer.start();
  server.welcome = { self: { ...ME, session: 's' } };
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const clock = new ManualClock();
  const code = runChat(['--room', 'docs', '--anonymous', server.origin], {
    input,
    output,
    errors,
    env: {},
    stop: new AbortController().signal,
    clock,
  });
  const printed = new PrintedText(output);
  const errorText = new PrintedText(errors);
  input.end('one\ntwo\nthree\n');
  const { op } = await server.hears('chat_post');
  clock.advance(4_900);
  server.send({ type: 'ack', op, seq: 1, at: 0 });
  server.send({ type: 'chat', events: [messageEvent(1, { member: ME.id, op, text: 'one' })] });
  await printed.until(/: one\n/);
  clock.advance(4_900);
  assert.equal(errorText.text, '');
  clock.advance(100);
  assert.equal(await code, 1);
  await errorText.until(/^live-presence: 2 messages not sent\n$/);
});
