import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PresentNames } from '../../../server/room/present-names.ts';

const LENGTH = 40;

/** What members who take these names in turn are called. */
function taken(...names: string[]): string[] {
  const present = new PresentNames(LENGTH);
  return names.map((name, at) => present.take(`member ${String(at)}`, name));
}

void describe('the names of those present', () => {
  void test('get numbers where they look alike', () => {
    assert.deepEqual(taken('Ada', 'Аda', 'Bob', 'A.D.A', 'Ada'), [
      'Ada',
      'Аda (2)',
      'Bob',
      'A.D.A (3)',
      'Ada (4)',
    ]);
  });

  void test('keep a number in every way in which they can be read', () => {
    assert.deepEqual(taken('Ada', 'Adal', 'Ada!'), ['Ada', 'Adal', 'Ada! (2)']);
    assert.deepEqual(taken('νick', 'vick', 'nick', 'Νick'), ['νick', 'vick (2)', 'nick', 'Νick (3)']);
  });

  void test('have only numbers that were given to them', () => {
    const forged = ['Ada (2)', 'Ada(2)', 'Ada (2) (2)', 'Ada [7]', 'Ada ❨2❩', 'Ada （２）', 'Ada (٢)', '⑵'];
    assert.deepEqual(
      forged.map((name) => taken(name.normalize('NFKC'))[0]),
      ['Ada', 'Ada', 'Ada', 'Ada', 'Ada', 'Ada', 'Ada', '(2)'],
    );
    assert.deepEqual(taken('Ada', 'Ada (7)', 'Ada (2)'), ['Ada', 'Ada (2)', 'Ada (3)']);
    assert.deepEqual(taken('(2)', '(2)', '(2) (2)'), ['(2)', '(2) (2)', '(2) (3)']);
    assert.deepEqual(taken('Ada (Paris)', 'Guest 2'), ['Ada (Paris)', 'Guest 2']);
  });

  void test('may be taken again by their owner, and lose the number once nobody has the plain name', () => {
    const present = new PresentNames(LENGTH);
    present.take('first', 'Ada');
    assert.equal(present.take('second', 'Ada'), 'Ada (2)');
    assert.equal(present.take('third', 'Ada'), 'Ada (3)');
    assert.equal(present.take('third', 'Ada (3)'), 'Ada (3)');
    present.release('second');
    assert.equal(present.take('third', 'ADA'), 'ADA (3)', 'nothing is better about another number');
    present.release('first');
    assert.equal(present.take('third', 'Ada (3)'), 'Ada');
    assert.equal(present.take('third', 'Ada'), 'Ada');
    assert.equal(present.take('first', 'Ada'), 'Ada (2)');
  });

  void test('are free once nobody has them, and numbers as well', () => {
    const present = new PresentNames(LENGTH);
    const ids = Array.from({ length: 12 }, (_, at) => String(at));
    ids.forEach((id) => present.take(id, 'Ada'));
    for (const id of ['4', '10', '11']) present.release(id);
    const again = ['a', 'b', 'c'].map((id) => present.take(id, 'Ada'));
    assert.deepEqual(again, ['Ada (5)', 'Ada (11)', 'Ada (12)']);
    present.take('0', 'Bob');
    assert.equal(present.take('d', 'Ada'), 'Ada');
    [...ids, 'a', 'b', 'c', 'd'].forEach((id) => {
      present.release(id);
    });
    assert.equal(present.take('a', 'Ada'), 'Ada');
    assert.equal(present.take('b', 'Ada'), 'Ada (2)');
  });

  void test('stay as they are where they are verified, and others get the number', () => {
    const present = new PresentNames(LENGTH);
    present.takeVerified('staff', 'Ada');
    present.takeVerified('other staff', 'Ada');
    assert.equal(present.take('visitor', 'Аda'), 'Аda (2)');
    present.release('staff');
    assert.equal(present.take('visitor', 'Ada'), 'Ada (2)');
    present.release('other staff');
    assert.equal(present.take('visitor', 'Ada'), 'Ada');
  });

  void test('are shortened for their number between characters, as people see them', () => {
    const family = '👨‍👩‍👧';
    const flag = '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}';
    for (const [name, numbered] of [
      ['a'.repeat(40), `${'a'.repeat(36)} (2)`],
      ['a'.repeat(37), `${'a'.repeat(36)} (2)`],
      ['a'.repeat(36), `${'a'.repeat(36)} (2)`],
      [`${'a'.repeat(32)}${family}`, `${'a'.repeat(32)} (2)`],
      [`${'a'.repeat(35)}😀bc`, `${'a'.repeat(35)} (2)`],
      [`${'a'.repeat(35)}e\u0323\u0302\u0301x`, `${'a'.repeat(35)} (2)`],
      [`${'a'.repeat(26)}${flag}`, `${'a'.repeat(26)} (2)`],
      [`${'a'.repeat(35)} bcd`, `${'a'.repeat(35)} (2)`],
      ['👩\u200d'.repeat(13), '👩\u200d'.repeat(12).slice(0, -1) + ' (2)'],
    ] as const) {
      const [first, second = ''] = taken(name, name);
      assert.equal(first, name);
      assert.equal(second, numbered);
      assert.ok(second.length <= LENGTH);
    }
  });

  void test('look alike if they differ only where a number cuts them', () => {
    const long = 'x'.repeat(36);
    const names = taken(`${long}abcd`, `${long}abcd`, `${long}efgh`, `${long}efgh`);
    assert.equal(new Set(names).size, 4);
  });

  void test('differ however names come and go', () => {
    const present = new PresentNames(LENGTH);
    const spellings = [
      'Ada',
      'ada!',
      '@da',
      '@Ada',
      'Ada (2)',
      'Аda',
      'Νick',
      'νick',
      'Vick',
      'Nick',
      'Adal',
    ];
    const shown = new Map<string, string>();
    let state = 1;
    const next = (count: number): number => (state = (state * 48_271) % 2_147_483_647) % count;
    for (let turn = 0; turn < 5_000; turn++) {
      const member = String(next(20));
      if (next(3) === 0) {
        present.release(member);
        shown.delete(member);
      } else shown.set(member, present.take(member, spellings[next(spellings.length)] ?? ''));
      assert.equal(new Set(shown.values()).size, shown.size, [...shown.values()].join(', '));
    }
  });

  void test('cost the same however many people have the same', () => {
    const present = new PresentNames(LENGTH);
    const started = performance.now();
    for (let at = 0; at < 40_000; at++) present.take(String(at), 'Ada');
    for (let at = 1; at < 40_000; at += 2) present.release(String(at));
    for (let at = 1; at < 40_000; at += 2) present.take(String(at), 'Ada');
    // A scan of those who have it would need more than a thousand million steps.
    assert.ok(performance.now() - started < 8_000);
  });
});
