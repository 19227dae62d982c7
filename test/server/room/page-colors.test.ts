import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { COLORS, TONES } from '../../../protocol/colors.ts';
import { PageColors } from '../../../server/room/page-colors.ts';
import type { ColorOwner, Look } from '../../../server/room/page-colors.ts';

class Person implements ColorOwner {
  readonly id: string;
  chosenColor: string | undefined;
  look: Look = { color: '', tone: 0 };
  pages: string[] = [];

  constructor(id: string, chosenColor?: string) {
    this.id = id;
    this.chosenColor = chosenColor;
  }

  get key(): string {
    return `${this.look.color} ${String(this.look.tone)}`;
  }
}

void describe('colours on a page', () => {
  let colors: PageColors<Person>;
  let people: Person[];
  let yielded: Person[];

  beforeEach(() => {
    colors = new PageColors();
    people = [];
    yielded = [];
  });

  function go(person: Person, ...pages: string[]): Person {
    person.pages = pages;
    if (!people.includes(person)) people.push(person);
    colors.place(person, new Set(pages), (other) => () => yielded.push(other));
    return person;
  }
  function leave(person: Person): void {
    people = people.filter((each) => each !== person);
    colors.remove(person);
  }
  const enter = (count: number, page: string, chosen?: string): Person[] =>
    Array.from({ length: count }, (_, at) =>
      go(new Person(`${page} ${String(at)} of ${String(people.length)}`, chosen), page),
    );
  const on = (page: string): Person[] => people.filter(({ pages }) => pages.includes(page));
  const colorsOn = (page: string): Set<string> => new Set(on(page).map(({ look }) => look.color));
  const looksOn = (page: string): Set<string> => new Set(on(page).map(({ key }) => key));

  void test('are all different while there are any, however many people are on other pages', () => {
    enter(40, '/a');
    enter(300, '/b');
    enter(12, '/c');
    assert.equal(colorsOn('/c').size, 12);
    assert.ok(on('/c').every(({ look }) => look.tone === 0));
  });

  void test('are different in a whole room of a few', () => {
    enter(6, '/a');
    enter(6, '/b');
    assert.equal(new Set(people.map(({ look }) => look.color)).size, 12);
  });

  void test('repeat beyond that with other tones, as evenly as possible', () => {
    enter(COLORS.length * (TONES + 1), '/a');
    assert.equal(looksOn('/a').size, COLORS.length * (TONES + 1));
    assert.ok(on('/a').every(({ look }) => look.tone <= TONES));
    for (const color of COLORS) {
      const count = on('/a').filter(({ look }) => look.color === color).length;
      assert.equal(count, TONES + 1, color);
    }
    enter(500, '/a');
    assert.ok(on('/a').every(({ look }) => Number.isInteger(look.tone) && look.tone <= TONES));
  });

  void test('change on another page only if they are somebody else’s there', () => {
    enter(100, '/elsewhere');
    const [here] = enter(1, '/a');
    const stays = go(new Person('stays'), '/b');
    const before = stays.key;
    for (const page of ['/c', '/d', '/b']) assert.equal(go(stays, page).key, before);
    const same = go(new Person('same', here!.look.color), '/b');
    const moved = go(same, '/b', '/a');
    assert.equal(moved.look.color, same.chosenColor);
    assert.notEqual(here!.look.color, same.chosenColor, 'what is chosen goes before what is not');
    assert.deepEqual(yielded, [here]);
  });

  void test('stay as they are when somebody else leaves, and are given again then', () => {
    enter(60, '/elsewhere');
    const twelve = enter(12, '/a');
    const keys = twelve.map(({ key }) => key);
    const freed = twelve[3]!.look.color;
    leave(twelve[3]!);
    const next = go(new Person('next'), '/a');
    assert.equal(next.look.color, freed);
    for (const [at, person] of twelve.entries()) if (at !== 3) assert.equal(person.key, keys[at]);
    assert.deepEqual(yielded, []);
  });

  void test('that several have chosen are theirs, with another tone each', () => {
    const same = enter(TONES + 1, '/a', '#f76b15');
    assert.ok(same.every(({ look }) => look.color === '#f76b15'));
    assert.equal(looksOn('/a').size, TONES + 1);
    enter(11, '/a');
    assert.equal(colorsOn('/a').size, 12);
    same[0]!.chosenColor = undefined;
    go(same[0]!, '/a');
    assert.equal(looksOn('/a').size, TONES + 12);
  });

  void test('that were chosen are cleared on the page as long as others are free, also in a crowd', () => {
    enter(200, '/elsewhere');
    const twelve = enter(12, '/a');
    const others = on('/elsewhere').map(({ key }) => key);
    const taken = twelve[0]!.look.color;
    leave(twelve[1]!);
    const first = go(new Person('first', taken), '/a');
    assert.equal(first.key, `${taken} 0`);
    assert.deepEqual(yielded, [twelve[0]]);
    assert.equal(colorsOn('/a').size, 12);
    // Nothing is free any more: nobody is asked to change.
    const second = go(new Person('second', twelve[2]!.look.color), '/a');
    assert.equal(second.key, `${twelve[2]!.look.color} 1`);
    assert.deepEqual(yielded, [twelve[0]]);
    assert.deepEqual(
      on('/elsewhere').map(({ key }) => key),
      others,
    );
  });

  void test('are different on each of a person’s pages', () => {
    enter(100, '/elsewhere');
    enter(5, '/a');
    enter(5, '/b');
    const used = new Set([...colorsOn('/a'), ...colorsOn('/b')]);
    const both = go(new Person('both'), '/a', '/b');
    assert.equal(used.has(both.look.color), false);
    const before = both.key;
    assert.equal(go(both, '/a').key, before);
  });

  void test('of a thousand people with a thousand colours of their own leave no colour of ours unused', () => {
    for (let at = 0; at < 1_000; at++)
      go(new Person(String(at), `#${(0x100000 + at * 4_099).toString(16)}`), '/a');
    assert.equal(new Set(enter(12, '/a').map(({ look }) => look.color)).size, 12);
  });

  void test('of those who have left are forgotten', () => {
    const [ada] = enter(1, '/a', '#123456');
    leave(ada!);
    assert.equal(go(new Person('bo', '#123456'), '/a').look.tone, 0);
  });
});
