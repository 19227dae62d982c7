import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { RawClient } from '../helpers/raw-client.ts';
import { COLUMNS, HAS_TERMINALS, Person } from './person.ts';
import { startServer } from '../helpers/test-server.ts';
import { ScriptedServer } from './scripted-server.ts';
import { ME, messageEvent } from '../widget/client/visitor.ts';

const ENTER = '\r';
const LEFT = '\x1b[D';
const CTRL_C = '\x03';
const CTRL_D = '\x04';

const say = async (who: RawClient, text: string) => {
  const op = randomUUID();
  who.send({ type: 'chat_post', op, text });
  await who.next('ack', (ack) => ack.op === op);
};

// In a real terminal if there is one, and always in streams that look like one.
for (const real of HAS_TERMINALS ? [true, false] : [false]) {
  describe(`somebody at a ${real ? 'terminal' : 'terminal of streams'}`, () => {
    test('keeps typing while messages arrive', async () => {
      await using server = await startServer();
      const bo = new RawClient(server.origin);
      await bo.join('Bo');
      using ada = Person.at(server.origin, 'Ada', real);
      await ada.sees(/ 2 people here$/, '> |');
      ada.type('hello wrld').type(LEFT.repeat(3));
      await ada.sees('> hello w|rld');
      await say(bo, 'one');
      await ada.sees(/^\d\d:\d\d Bo: one$/, '> hello w|rld');
      ada.type('o');
      await ada.sees('> hello wo|rld');
      ada.type(ENTER);
      await ada.sees(/Bo: one$/, /^\d\d:\d\d Ada: hello world$/, '> |');
      ada.type(CTRL_C);
      assert.equal(await ada.exited, 0);
      assert.match(ada.screen.rows.join('\n'), /Ada: hello world\n*$/, 'no prompt is left behind');
    });

    test('also in a line of several rows, with the cursor in any of them', async () => {
      await using server = await startServer();
      const bo = new RawClient(server.origin);
      await bo.join('Bo');
      using ada = Person.at(server.origin, 'Ada', real);
      await ada.sees(/ 2 people here$/, '> |');
      const long = Array.from({ length: 120 }, (_, i) => String(i % 10)).join('');
      const drawn = (at: number) =>
        (`> ${long} `.match(new RegExp(`.{1,${COLUMNS}}`, 'g')) ?? []).map((text, row) => {
          const column = at + 2 - row * COLUMNS;
          const here = column >= 0 && column < COLUMNS;
          return here ? `${text.slice(0, column)}|${text.slice(column)}`.trimEnd() : text.trimEnd();
        });
      ada.type(long);
      await ada.sees(...drawn(120));
      await say(bo, 'at its end');
      await ada.sees(/Bo: at its end$/, ...drawn(120));
      ada.type(LEFT.repeat(50));
      await ada.sees(...drawn(70));
      await say(bo, 'in the middle');
      await ada.sees(/at its end$/, /Bo: in the middle$/, ...drawn(70));
      ada.type(LEFT.repeat(45));
      await ada.sees(...drawn(25));
      await say(bo, 'in the first row');
      await ada.sees(/middle$/, /Bo: in the first row$/, ...drawn(25));
      ada.type(ENTER);
      await ada.sees(/first row$/, /^\d\d:\d\d Ada: \d+$/, /^\d{48}$/, /^\d+$/, '> |');
      // As long as the row is, no more and no less.
      ada.type('x'.repeat(COLUMNS - 2) + ENTER);
      await ada.sees(/^\d+$/, /^\d\d:\d\d Ada: x+$/, /^x+$/, '> |');
      ada.type(CTRL_D);
      assert.equal(await ada.exited, 0);
      assert.equal(ada.screen.rows.join('').match(/at its end|in the middle|in the first row/g)?.length, 3);
    });

    test('runs commands, and reports an unknown one', async () => {
      await using server = await startServer();
      using ada = Person.at(server.origin, 'Ada', real);
      await ada.sees(/ 1 person here$/, '> |');
      ada.type(`/help${ENTER}`);
      await ada.sees(/\/\/text +sends \/text$/, '> |');
      ada.type(`/hlp${ENTER}`);
      await ada.sees(/^unknown command \/hlp/, /./, '> |');
      ada.type(`/who${ENTER}`);
      await ada.sees('1 person here', '  Ada (you) /', '> |');
      ada.type(`${ENTER}${ENTER}/exit${ENTER}`);
      assert.equal(await ada.exited, 0);
    });

    test('sees what is unsent, and can leave without waiting', async () => {
      await using server = await ScriptedServer.start();
      const me = { ...ME, name: 'Me' };
      server.welcome = { self: { ...me, session: 's' }, members: [me] };
      using ada = Person.at(server.origin, 'Me', real);
      await ada.sees(/ 1 person here$/, '> |');
      ada.type(`first${ENTER}second${ENTER}thi`);
      await ada.sees(/ 1 person here$/, '(2 waiting) > thi|');
      const { op } = await server.hears('chat_post');
      server.send({ type: 'ack', op, seq: 1, at: 0 });
      server.send({
        type: 'chat',
        events: [messageEvent(1, { member: 'me', name: 'Me', op, text: 'first', at: Date.now() })],
      });
      await ada.sees(/^\d\d:\d\d Me: first$/, '(1 waiting) > thi|');
      ada.type(CTRL_C);
      await ada.sees(/Me: first$/, /^1 message not sent yet; Ctrl\+C gives up$/, '(1 waiting) > thi|');
      ada.type(CTRL_C);
      assert.equal(await ada.exited, 1);
      assert.match(ada.screen.rows.join('\n'), /live-presence: 1 message not sent\n*$/);
    });
  });
}
