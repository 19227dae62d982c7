import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_LIMITS } from '../../../protocol/limits.ts';
import { messageParser } from '../../../server/session/message-schema.ts';

const parse = messageParser(DEFAULT_LIMITS);

void test('an acknowledgement is the same message however it is written', () => {
  for (const tick of [0, 7, 4_096, 65_535]) {
    const expected = { message: { type: 'seen', tick } };
    assert.deepEqual(parse(JSON.stringify({ type: 'seen', tick })), expected);
    assert.deepEqual(parse(JSON.stringify({ tick, type: 'seen' })), expected);
    assert.deepEqual(parse(`{"type":"seen","tick":${String(tick)}} `), expected);
    assert.deepEqual(parse(`{"type":"seen","tick":${String(tick)}.0,"more":1}`), expected);
  }
});

void test('an acknowledgement of no tick is a bad request', () => {
  for (const tick of ['65536', '99999', '007', '-1', '1.5', '"7"', 'null', '１', '']) {
    assert.ok('bad' in parse(`{"type":"seen","tick":${tick}}`), tick);
  }
});
