import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CLOSE } from '../../protocol/close-codes.ts';
import { decodeTick, decodeUplink, encodeTick, encodeUplink } from '../../protocol/cursor-frame.ts';
import type { CursorTick, CursorUplink } from '../../protocol/cursor-frame.ts';

const readme = readFileSync(new URL('../../protocol/README.md', import.meta.url), 'utf8');

function examples(kind: 'uplink' | 'tick'): { bytes: Uint8Array; meaning: unknown }[] {
  const pattern = new RegExp('```hex ' + kind + '\\n([^`]*)```\\s*```json ' + kind + '\\n([^`]*)```', 'g');
  return [...readme.matchAll(pattern)].map(([, hex = '', json = '']) => ({
    bytes: new Uint8Array(Buffer.from(hex.replace(/\s/g, ''), 'hex')),
    meaning: JSON.parse(json) as unknown,
  }));
}

void test('the specification’s uplink examples decode to what they say, and encode to the same bytes', () => {
  const found = examples('uplink');
  assert.equal(found.length, 2);
  for (const { bytes, meaning } of found) {
    assert.deepEqual(decodeUplink(bytes), meaning);
    assert.deepEqual(encodeUplink(meaning as CursorUplink), bytes);
  }
});

void test('the specification’s tick examples decode to what they say, and encode to the same bytes', () => {
  const found = examples('tick');
  assert.equal(found.length, 2);
  for (const { bytes, meaning } of found) {
    assert.deepEqual(decodeTick(bytes), meaning);
    assert.deepEqual(encodeTick(meaning as CursorTick), bytes);
  }
});

void test('the specification lists every close code', () => {
  const listed = [...readme.matchAll(/^\| (\d{4}) \|/gm)].map(([, code]) => Number(code)).sort();
  assert.deepEqual(listed, Object.values(CLOSE).sort());
});
