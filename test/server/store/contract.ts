/** What every store must do. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { ChatEvent } from '../../../protocol/chat.ts';
import type { EventDraft, PruneLimits, MessageStore } from '../../../server/store/message-store.ts';

const AT = 1_700_000_000_000;
const ALL: PruneLimits = { since: 0, messages: 1_000_000 };

export function post(
  op: string,
  text = op,
  more: Partial<EventDraft & { kind: 'message' }> = {},
): EventDraft {
  return { kind: 'message', op, member: 'ada', at: AT, text, name: 'Ada', color: '#aa0000', ...more };
}
export const edit = (op: string, of: number, text: string, member = 'ada'): EventDraft => ({
  kind: 'edit',
  op,
  member,
  at: AT + 1,
  of,
  text,
});
export const remove = (op: string, of: number, member = 'ada'): EventDraft => ({
  kind: 'delete',
  op,
  member,
  at: AT + 2,
  of,
});
export const react = (op: string, of: number, emoji: string, on = true, member = 'bob'): EventDraft => ({
  kind: 'reaction',
  op,
  member,
  at: AT + 3,
  of,
  emoji,
  on,
});
export const notice = (text: string): EventDraft => ({ kind: 'notice', member: 'site', at: AT, text });

/** Sweeps until there is nothing more to do. */
export async function pruneAll(store: MessageStore, keep: Partial<PruneLimits> = {}): Promise<void> {
  while (await store.prune({ ...ALL, ...keep }));
}

/** Everything that a store answers about a room. */
export async function everything(store: MessageStore, room: string, ops: readonly EventDraft[] = []) {
  const { seq, floor } = await store.head(room);
  const { messages, more } = await store.messages(room, undefined, 1_000_000);
  const seqs = Array.from({ length: seq + 2 }, (_, i) => i);
  return {
    seq,
    floor,
    messages,
    more,
    events: await store.eventsAfter(room, floor, 1_000_000),
    each: await Promise.all(seqs.map((at) => store.eventAt(room, at))),
    eachMessage: await Promise.all(seqs.map((at) => store.message(room, at))),
    byOp: await Promise.all(
      ops.map(async ({ member, op }) => (op === undefined ? undefined : store.find(room, member, op))),
    ),
  };
}

export function contract(name: string, open: () => Promise<MessageStore>): void {
  void describe(`${name} as a store`, () => {
    let store: MessageStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    const append = async (...drafts: EventDraft[]): Promise<ChatEvent[]> => {
      const events = [];
      for (const draft of drafts) events.push((await store.append('docs', draft)).event);
      return events;
    };

    void test('a room that nobody wrote in is an empty log', async () => {
      const { epoch, ...head } = await store.head('docs');
      assert.ok(epoch.length > 8);
      assert.deepEqual(head, { seq: 0, floor: 0 });
      assert.deepEqual(await store.eventsAfter('docs', 0, 10), []);
      assert.equal(await store.eventsAfter('docs', 1, 10), undefined);
      assert.equal(await store.eventAt('docs', 1), undefined);
      assert.equal(await store.message('docs', 1), undefined);
      assert.equal(await store.find('docs', 'ada', 'a'), undefined);
      assert.deepEqual(await store.messages('docs', undefined, 10), { messages: [], more: false });
      assert.ok(store.available);
    });

    void test('an event is read as it was appended, from everywhere', async () => {
      const drafts = [post('a', 'hello', { reply: 7 }), react('b', 1, '👍🏽'), notice('closing at six')];
      const events = await append(...drafts);
      assert.deepEqual(
        events,
        drafts.map((draft, i) => ({ seq: i + 1, ...draft })),
      );
      assert.deepEqual(await store.eventsAfter('docs', 0, 10), events);
      assert.deepEqual(await store.eventAt('docs', 2), events[1]);
      assert.deepEqual(await store.find('docs', 'ada', 'a'), events[0]);
      const { messages } = await store.messages('docs', undefined, 10);
      assert.deepEqual(messages, [await store.message('docs', 1), await store.message('docs', 3)]);
      assert.deepEqual(messages, [
        {
          seq: 1,
          kind: 'message',
          op: 'a',
          member: 'ada',
          name: 'Ada',
          color: '#aa0000',
          at: AT,
          text: 'hello',
          reply: 7,
          reactions: [{ emoji: '👍🏽', members: ['bob'] }],
        },
        {
          seq: 3,
          kind: 'notice',
          member: 'site',
          name: '',
          color: '',
          at: AT,
          text: 'closing at six',
        },
      ]);
    });

    void test('the first event of a room has the epoch that was told before it', async () => {
      const { epoch } = await store.head('docs');
      await append(post('a'));
      assert.equal((await store.head('docs')).epoch, epoch);
    });

    void test('any text is kept as it is', async () => {
      const texts = [
        'ä"\'\\\u2028\t\n',
        '\ud800 alone',
        '\udfff',
        'nul \0 inside',
        '👩🏽‍🚀'.repeat(800),
        '€'.repeat(4_000),
        '\\u0020 %s ?1',
        ' spaces at the end   ',
        '',
      ];
      for (const [i, text] of texts.entries())
        await append(post(`op${i}`, text, { name: text.slice(0, 40) }));
      const events = (await store.eventsAfter('docs', 0, 100)) ?? [];
      assert.deepEqual(
        events.map((event) => event.kind === 'message' && [event.text, event.name]),
        texts.map((text) => [text, text.slice(0, 40)]),
      );
      for (const [i, text] of texts.entries()) await append(edit(`edit${i}`, texts.length - i, text));
      const { messages } = await store.messages('docs', undefined, 100);
      assert.deepEqual(messages.map(({ text }) => text).reverse(), texts);
    });

    void test('each room’s seq is dense from 1, in the order of asking', async () => {
      const told: string[] = [];
      await Promise.all(
        Array.from({ length: 600 }, async (_, i) => {
          const room = `room ${i % 3}`;
          const { event } = await store.append(room, post(`op${i}`));
          told.push(`${room} ${event.seq}`);
        }),
      );
      for (let r = 0; r < 3; r++) {
        const events = (await store.eventsAfter(`room ${r}`, 0, 1_000)) ?? [];
        assert.deepEqual(
          events.map(({ seq, op }) => [seq, op]),
          Array.from({ length: 200 }, (_, i) => [i + 1, `op${i * 3 + r}`]),
        );
        assert.deepEqual(
          told.filter((line) => line.startsWith(`room ${r}`)),
          events.map(({ seq }) => `room ${r} ${seq}`),
          'and so they resolve',
        );
      }
    });

    void test('an operation is kept once, whenever and however often it is asked for', async () => {
      const at = await Promise.all(
        Array.from({ length: 5 }, (_, i) => store.append('docs', post('same', `text ${i}`))),
      );
      assert.deepEqual(
        at.map(({ repeated }) => repeated),
        [false, true, true, true, true],
      );
      for (const { event } of at) assert.deepEqual(event, { seq: 1, ...post('same', 'text 0') });
      const later = await store.append('docs', edit('same', 1, 'other'));
      assert.deepEqual(later, { event: at[0]!.event, repeated: true });
      assert.equal((await store.head('docs')).seq, 1);
      assert.equal((await store.append('docs', post('same', 'hers', { member: 'eve' }))).event.seq, 2);
      assert.equal((await store.append('else', post('same'))).event.seq, 1);
      await append(notice('one'), notice('one'));
      assert.equal((await store.head('docs')).seq, 4, 'without an op nothing is a repetition');
    });

    void test('events are read from a position on, some at a time', async () => {
      await append(...Array.from({ length: 10 }, (_, i) => post(`op${i}`)));
      const seqs = async (after: number, limit: number) =>
        (await store.eventsAfter('docs', after, limit))?.map(({ seq }) => seq);
      assert.deepEqual(await seqs(3, 4), [4, 5, 6, 7]);
      assert.deepEqual(await seqs(8, 4), [9, 10]);
      assert.deepEqual(await seqs(10, 4), []);
      assert.equal(await seqs(11, 4), undefined);
    });

    void test('messages are read backwards, page by page', async () => {
      await append(
        ...Array.from({ length: 10 }, (_, i) => (i % 2 ? react(`r${i}`, 1, '👍') : post(`op${i}`))),
      );
      const page = async (before: number | undefined, limit: number) => {
        const { messages, more } = await store.messages('docs', before, limit);
        return [messages.map(({ seq }) => seq), more];
      };
      assert.deepEqual(await page(undefined, 2), [[7, 9], true]);
      assert.deepEqual(await page(7, 2), [[3, 5], true]);
      assert.deepEqual(await page(4, 2), [[1, 3], false]);
      assert.deepEqual(await page(1, 2), [[], false]);
      assert.deepEqual(await page(99, 5), [[1, 3, 5, 7, 9], false]);
    });

    void test('an edit takes the place of all that was said before it', async () => {
      await append(post('a', 'frist'), post('b', 'else'), edit('c', 1, 'fisrt'), edit('d', 1, 'first'));
      const all = JSON.stringify(await everything(store, 'docs', [post('a'), edit('c', 1, '')]));
      assert.ok(!all.includes('frist') && !all.includes('fisrt'));
      const message = await store.message('docs', 1);
      assert.deepEqual([message?.text, message?.editedAt], ['first', AT + 1]);
      const again = await store.append('docs', post('a', 'frist'));
      assert.deepEqual([again.repeated, again.event.kind === 'message' && again.event.text], [true, 'first']);
    });

    void test('a deleted message says nothing, and stays so', async () => {
      await append(post('a', 'secret one'), edit('b', 1, 'secret two'), react('c', 1, '👍'), remove('d', 1));
      const message = await store.message('docs', 1);
      assert.deepEqual([message?.deleted, message?.text, message?.reactions], [true, '', undefined]);
      const late = await append(edit('e', 1, 'secret three'), react('f', 1, '👎'), remove('g', 1));
      assert.deepEqual(
        late.map(({ seq }) => seq),
        [5, 6, 7],
      );
      assert.deepEqual(await store.message('docs', 1), message);
      const all = JSON.stringify(
        await everything(store, 'docs', [post('a'), edit('b', 1, ''), edit('e', 1, '')]),
      );
      assert.ok(!all.includes('secret'), all);
      await append(notice('secret four'), remove('h', 8));
      assert.ok(!JSON.stringify(await everything(store, 'docs')).includes('secret'));
    });

    void test('what changes a message that there is not changes nothing', async () => {
      await append(edit('a', 7, 'secret'), remove('b', 7), react('c', 1, '👍'), post('d'));
      const all = await everything(store, 'docs', [edit('a', 7, '')]);
      assert.ok(!JSON.stringify(all).includes('secret'));
      assert.deepEqual(
        all.messages.map(({ seq }) => seq),
        [4],
      );
    });

    void test('reactions are counted by person, in the order of the first of each', async () => {
      await append(
        post('a'),
        react('b', 1, '👍'),
        react('c', 1, '🎉'),
        react('d', 1, '👍', true, 'eve'),
        react('e', 1, '👍'),
        react('f', 1, '🎉', false),
        react('g', 1, '🙈', false),
      );
      assert.deepEqual((await store.message('docs', 1))?.reactions, [
        { emoji: '👍', members: ['eve', 'bob'] },
      ]);
    });

    void test('what was handed out does not change afterwards', async () => {
      const events = await append(post('a', 'one'), react('b', 1, '👍'));
      const message = await store.message('docs', 1);
      const before = structuredClone([events, message]);
      await append(edit('c', 1, 'two'), react('d', 1, '👍', false), remove('e', 1));
      assert.deepEqual([events, message], before);
    });

    void test('beyond so many messages of a room the oldest go, with the events up to them', async () => {
      await append(...Array.from({ length: 12 }, (_, i) => post(`op${i}`, `text ${i}`)));
      await append(edit('e', 2, 'edited 2'), react('r', 3, '👍'), remove('d', 12));
      await store.append('else', post('x'));
      await pruneAll(store, { messages: 10 });
      const { epoch } = await store.head('docs');
      assert.deepEqual(await store.head('docs'), { epoch, seq: 15, floor: 2 });
      assert.equal((await store.head('else')).floor, 0);
      assert.equal(await store.eventsAfter('docs', 1, 10), undefined);
      assert.equal((await store.eventsAfter('docs', 2, 100))?.length, 13);
      assert.equal(await store.eventAt('docs', 2), undefined);
      assert.equal(await store.message('docs', 2), undefined);
      assert.equal(await store.find('docs', 'ada', 'op1'), undefined);
      const all = await everything(store, 'docs', [edit('e', 2, '')]);
      assert.ok(!JSON.stringify(all).includes('edited 2'), 'the edit of what is gone says nothing');
      assert.equal(all.messages.length, 10);
      await pruneAll(store, { messages: 10 });
      assert.equal((await store.head('docs')).floor, 2, 'a second time there is nothing to do');
      assert.equal((await append(post('op1', 'again')))[0]?.seq, 16, 'the operation is a new one now');
    });

    void test('what is too old goes, up to the first that is not', async () => {
      for (const [i, at] of [100, 300, 200, 400].entries()) await append({ ...post(`op${i}`), at });
      await pruneAll(store, { since: 150 });
      assert.equal((await store.head('docs')).floor, 1);
      await pruneAll(store, { since: 301 });
      assert.equal((await store.head('docs')).floor, 3);
      await pruneAll(store, { since: 1_000 });
      const { epoch } = await store.head('docs');
      assert.deepEqual(await store.head('docs'), { epoch, seq: 4, floor: 4 });
      assert.deepEqual(await store.eventsAfter('docs', 4, 10), []);
      assert.equal(await store.eventsAfter('docs', 3, 10), undefined);
      assert.equal((await append(post('next')))[0]?.seq, 5, 'an emptied log goes on where it was');
    });

    void test('events alone don’t pile up without end', async () => {
      await append(post('a'), ...Array.from({ length: 30 }, (_, i) => react(`r${i}`, 1, '👍', i % 2 === 0)));
      await pruneAll(store, { messages: 2 });
      assert.equal((await store.head('docs')).floor, 11);
    });

    void test('many rooms with much to remove are all done in one round', async () => {
      await Promise.all(
        Array.from({ length: 450 }, (_, i) =>
          Promise.all([1, 2, 3].map((n) => store.append(`room ${i}`, post(`op${n}`)))),
        ),
      );
      await append(...Array.from({ length: 250 }, (_, i) => post(`op${i}`)));
      await pruneAll(store, { messages: 2 });
      assert.equal((await store.head('docs')).floor, 248);
      for (let i = 0; i < 450; i++) assert.equal((await store.head(`room ${i}`)).floor, 1);
    });

    void test('an erased member’s words and name are nowhere, in all rooms; everybody else’s stay', async () => {
      const hers = { member: 'eve', name: 'Eve Secret' };
      await append(
        post('a', 'secret one', { ...hers, reply: 3 }),
        edit('b', 1, 'secret two', 'eve'),
        post('c', 'his'),
        react('d', 1, '👍'),
        post('e', 'secret three', hers),
        remove('f', 5, 'eve'),
      );
      for (let i = 0; i < 450; i++)
        await store.append(i % 2 ? 'else' : 'third', post(`op${i}`, `secret ${i}`, hers));
      assert.equal(await store.erase('eve'), 451);
      for (const room of ['docs', 'else', 'third'])
        assert.ok(!/secret/i.test(JSON.stringify(await everything(store, room))));
      const message = await store.message('docs', 1);
      assert.deepEqual(message, {
        seq: 1,
        kind: 'message',
        op: 'a',
        member: 'eve',
        name: '',
        color: '#aa0000',
        at: AT,
        text: '',
        reply: 3,
        editedAt: AT + 1,
        deleted: true,
      });
      assert.equal((await store.message('docs', 3))?.text, 'his');
      assert.equal((await store.head('docs')).seq, 6);
      const again = await store.append('docs', post('a', 'secret one', hers));
      assert.ok(again.repeated, 'and her operations are still known');
      assert.ok(!JSON.stringify(again).includes('secret'));
      assert.equal(await store.erase('eve'), 0);
      assert.equal(await store.erase('nobody'), 0);
    });

    void test('a room is reported once its last message is erased: whoever reads it then finds none', async () => {
      for (let i = 0; i < 450; i++)
        await store.append(i % 9 ? 'docs' : 'else', post(`op${i}`, `secret ${i}`, { member: 'eve' }));
      const rooms: string[] = [];
      const found: Promise<unknown>[] = [];
      await store.erase('eve', (room) => {
        rooms.push(room);
        found.push(everything(store, room));
      });
      assert.deepEqual(rooms.sort(), ['docs', 'else']);
      assert.ok(!/secret/.test(JSON.stringify(await Promise.all(found))));
    });
  });
}
