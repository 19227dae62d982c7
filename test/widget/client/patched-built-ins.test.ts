/** On pages whose scripts have changed the built-in prototypes, what is sent and stored is what it is anywhere else. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Place } from '../../../widget/client/cursors/place.ts';
import { randomKey } from '../../../widget/client/random-key.ts';
import { toJson } from '../../../widget/client/connection/json.ts';
import { MotionClock } from '../../../widget/motion/motion-clock.ts';
import { visitor } from './visitor.ts';

const PLACE: Place = {
  key: 'heading',
  anchor: { path: [1, 0, 2], hash: [7, 8], box: [0.1, 0.2, 0.3, 0.4] },
  flags: 0,
  x: 1,
  y: 2,
};

const undo: (() => void)[] = [];
afterEach(() => {
  for (const each of undo.splice(0)) each();
});

/** Replaces a member of a built-in until the test has ended. */
function patch(target: object, name: string, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, enumerable: true, writable: true });
  undo.push(() => {
    if (before) Object.defineProperty(target, name, before);
    else Reflect.deleteProperty(target, name);
  });
}

const asText = function (this: unknown): string {
  return `[text of ${typeof this}]`;
};

for (const type of [Array, Object, Date, String, Number]) {
  void test(`a page gives ${type.name}.prototype a toJSON`, () => {
    const { client, join } = visitor();
    const end = join({ members: [] });
    end.send({ type: 'rate', hz: 20 });
    patch(type.prototype, 'toJSON', asText);
    client.chat.post('hello', { mentions: ['bob'] });
    client.setCursor(PLACE);
    for (const each of undo.splice(0)) each();
    assert.deepEqual(end.of('chat_post')[0]?.mentions, ['bob']);
    assert.deepEqual(end.of('anchor')[0]?.anchor, PLACE.anchor);
  });
}

void test('text with half a surrogate pair becomes well-formed', () => {
  assert.equal(toJson({ text: 'a\ud83d', list: ['\udc00b'] }), '{"text":"a\ufffd","list":["\ufffdb"]}');
});

void test('a page replaces Array.from and Array.prototype.reduce', () => {
  patch(Array, 'from', (list: ArrayLike<unknown>) => [...Array(list.length).keys()]);
  patch(Array.prototype, 'reduce', function (this: unknown[]) {
    return this.length > 1 ? this : this[0];
  });
  assert.match(randomKey(), /^[\da-f]{32}$/);
  const clock = new MotionClock();
  for (let tick = 0; tick < 20; tick++) clock.receive(tick * 50, tick * 50);
  assert.ok(Number.isFinite(clock.played(1_000)));
});
