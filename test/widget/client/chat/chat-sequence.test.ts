import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { messageEvent, messageEvents, visitor, welcome } from '../visitor.ts';
import { chat, seqs, posts, mine, page } from '../chat-visitor.ts';

test('missed events arrive with the resume, in several frames: unread, but not live', () => {
  const { client, clock, of, join } = visitor();
  join({ events: messageEvents(1, 2) }).close();
  clock.advance(250);
  const end = join({ events: messageEvents(3, 4), seq: 6, recovered: true });
  end.send(chat(...messageEvents(5, 6)), chat(messageEvent(7)));
  assert.deepEqual(seqs(client), [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(client.chat.unread, 5);
  assert.equal(client.chat.gap, false);
  assert.deepEqual(
    of('message')
      .filter(({ live }) => live)
      .map(({ message }) => message.seq),
    [7],
  );
});

test('after a long break, the newest events replace the log, which has a gap then', () => {
  const { client, clock, join } = visitor();
  join({ events: messageEvents(1, 5) }).close();
  clock.advance(250);
  const end = join({ events: messageEvents(100, 102) });
  assert.deepEqual(seqs(client), [100, 101, 102]);
  assert.equal(client.chat.gap, true);
  assert.equal(client.chat.more, true);
  assert.equal(client.chat.unread, 3);
  client.chat.loadOlder();
  end.send(page(50, 99, true));
  assert.equal(client.chat.gap, false);
});

test('newest events that overlap the log leave no gap, and only new ones are unread', () => {
  const { client, clock, join } = visitor();
  join({ events: messageEvents(1, 5) }).close();
  clock.advance(250);
  join({ events: messageEvents(1, 7) });
  assert.equal(client.chat.gap, false);
  assert.equal(client.chat.unread, 2);
});

test('a new epoch replaces the log', () => {
  const { client, clock, sockets, join } = visitor();
  join({ events: messageEvents(1, 5) }).close();
  clock.advance(250);
  join({ epoch: 'e2', events: [messageEvent(1)] }).close();
  assert.deepEqual(seqs(client), [1]);
  assert.equal(client.chat.gap, false);
  assert.equal(client.chat.unread, 1);
  clock.advance(500);
  sockets.last.accept();
  assert.deepEqual(sockets.last.of('hello')[0]?.resume, { epoch: 'e2', seq: 1 });
});

test('events that arrive early wait for the missing ones', () => {
  const { client, clock, sockets, join } = visitor();
  const end = join({ events: [messageEvent(1)] });
  end.send(chat(messageEvent(3)), chat(messageEvent(5)));
  assert.deepEqual(seqs(client), [1]);
  end.send(chat(messageEvent(2)));
  assert.deepEqual(seqs(client), [1, 2, 3]);
  end.send(chat(messageEvent(4)));
  assert.deepEqual(seqs(client), [1, 2, 3, 4, 5]);
  clock.advance(10_000);
  assert.equal(sockets.ends.length, 1);
});

test('requests the missing events if a gap stays open, page by page', () => {
  const { client, clock, join } = visitor();
  const end = join({ events: [messageEvent(1)] });
  end.send(chat(messageEvent(9)));
  clock.advance(2_000);
  assert.deepEqual(end.of('events'), [{ type: 'events', after: 1 }]);
  end.send(chat(...messageEvents(2, 5)));
  assert.deepEqual(end.of('events').at(-1), { type: 'events', after: 5 });
  end.send(chat(...messageEvents(6, 9)));
  assert.deepEqual(seqs(client), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  clock.advance(10_000);
  assert.equal(end.of('events').length, 2);
});

test('requests a long catch-up at once, and again after an error', () => {
  const { client, clock, join } = visitor();
  const end = join({ events: messageEvents(1, 2), seq: 6 });
  assert.deepEqual(end.of('events'), [{ type: 'events', after: 2 }]);
  end.send({ type: 'error', code: 'rate_limited', ref: 'events', message: 'later', retryAfterMs: 500 });
  clock.advance(500);
  assert.equal(end.of('events').length, 1);
  clock.advance(2_000);
  assert.equal(end.of('events').length, 2);
  end.send(chat(...messageEvents(3, 6)));
  assert.equal(client.chat.items.length, 6);
});

test('resumes if the server has deleted the missing events', () => {
  const { client, clock, sockets, join } = visitor();
  const end = join({ events: messageEvents(1, 2), seq: 60 });
  assert.deepEqual(end.of('events'), [{ type: 'events', after: 2 }]);
  end.send({ type: 'error', code: 'not_found', ref: 'events', message: 'gone' });
  clock.advance(0);
  assert.equal(sockets.ends.length, 2);
  join({ events: messageEvents(50, 60), recovered: false });
  assert.equal(seqs(client)[0], 50);
  assert.equal(client.chat.gap, true);
});

test('resumes if a requested gap stays open', () => {
  const { client, clock, sockets, join } = visitor();
  const end = join({ events: [messageEvent(1)] });
  const op = client.chat.post('mine');
  end.send(chat(messageEvent(3)));
  end.send({ type: 'ack', op, seq: 4, at: 0 });
  clock.advance(3_999);
  assert.equal(sockets.ends.length, 1);
  clock.advance(1);
  assert.equal(sockets.ends.length, 2);
  const again = join({ events: [messageEvent(2), messageEvent(3), mine(4, op, 'mine')], recovered: true });
  assert.deepEqual(again.of('hello')[0]?.resume, { epoch: 'e1', seq: 1 });
  assert.deepEqual(seqs(client), [1, 2, 3, 4]);
  assert.deepEqual(posts(again), [], 'it was acknowledged');
});

test('skips a gap that stays open after a resume, and reports it', () => {
  const { client, clock, sockets, join } = visitor();
  join({ events: [messageEvent(1)] }).send(chat(messageEvent(3)));
  clock.advance(4_000);
  join({ recovered: true, seq: 4 }).send(chat(messageEvent(3), messageEvent(4)));
  clock.advance(2_000);
  assert.equal(sockets.ends.length, 2);
  assert.deepEqual(seqs(client), [1, 3, 4]);
  assert.equal(client.chat.gap, true);
});

describe('a server that announces events which its log does not hold', () => {
  const gone = {
    type: 'error' as const,
    code: 'not_found' as const,
    ref: 'events' as const,
    message: 'gone',
  };
  const answers = { 'nothing follows': chat(), 'they are gone': gone };
  for (const [name, answer] of Object.entries(answers))
    for (const recovered of [true, false])
      test(`is believed when it says that ${name}, ${recovered ? '' : 'not '}resumed`, () => {
        const { client, clock, of, sockets, join } = visitor();
        let newest = 2;
        let answered = 0;
        join({ events: messageEvents(1, newest), seq: 9 });
        const turn = () => {
          const end = sockets.last;
          if (!end.isOpen) {
            end.accept();
            answered = 0;
            end.send(welcome({ seq: 9, recovered, events: recovered ? [] : messageEvents(1, newest) }));
          }
          const requests = end.of('events');
          for (; answered < requests.length; answered++) end.send(answer);
          // The line is alive.
          end.send({ type: 'presence', count: 1 });
          clock.advance(1_000);
        };
        for (let i = 0; i < 30; i++) turn();
        assert.ok(sockets.ends.length <= 2, `${sockets.ends.length} connections`);
        const before = sockets.ends.length;
        while (newest < 6) {
          sockets.last.send(chat(messageEvent(++newest)));
          for (let i = 0; i < 5; i++) turn();
        }
        assert.deepEqual(seqs(client), [1, 2, 3, 4, 5, 6]);
        assert.equal(sockets.ends.length, before, 'connections for new messages');
        assert.deepEqual(
          of('message').flatMap(({ live, message }) => (live ? [message.seq] : [])),
          [3, 4, 5, 6],
        );
      });

  test('and sends later ones, which are shown once it says that it has no others', () => {
    const { client, clock, sockets, join } = visitor();
    const end = join({ events: [messageEvent(1)] });
    end.send(chat(messageEvent(4), messageEvent(5)));
    clock.advance(3_000);
    end.send(chat());
    assert.deepEqual(seqs(client), [1, 4, 5]);
    assert.equal(client.chat.gap, true);
    assert.equal(sockets.ends.length, 1);
  });
});

for (const [what, position] of Object.entries({
  'an empty log': { epoch: 'e2', seq: 0, events: [] },
  'a shorter log': { epoch: 'e2', seq: 2, events: messageEvents(1, 2) },
  'the newest events': { epoch: 'e1', seq: 9, events: messageEvents(8, 9) },
}))
  test(`early events are nothing to ${what} that takes the place of theirs`, () => {
    const { client, clock, of, sockets, join } = visitor();
    const end = join({ events: messageEvents(1, 3) });
    const early = Math.max(5, position.seq + 2);
    end.send(chat(messageEvent(early, { text: 'of the old log' })));
    end.send({ type: 'log', ...position, recovered: false });
    end.send(chat(...messageEvents(position.seq + 1, early - 1)));
    clock.advance(10_000);
    assert.equal(seqs(client).at(-1), early - 1);
    assert.deepEqual(end.of('events'), []);
    assert.equal(sockets.ends.length, 1);
    end.send(chat(messageEvent(early)));
    assert.deepEqual(of('message').at(-1)?.message.text, `m${early}`);
  });
