import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksOf } from '../../../server/room/look-alikes.ts';

const lookAlike = (one: string, other: string): boolean => {
  const looks = new Set(looksOf(one));
  return looksOf(other).some((look) => looks.has(look));
};

for (const [one, other] of [
  ['Ada', 'Ada'],
  ['Ada', 'ada'],
  ['Ada', 'Аda'],
  ['Ada', 'Аdа'],
  ['Ada', 'Ꭺda'],
  ['Ada', '🅰🅳🅰'],
  ['Ada', 'Ａｄａ'],
  ['Ada', 'Ádä'],
  ['Ada', 'A d a'],
  ['Ada', '.Ada.'],
  ['Ada', 'Ada!'],
  ['Ada', '@Ada'],
  ['Ada', '@da'],
  ['Ada', '4da'],
  ['Ada', 'Ada ✓'],
  ['Alice', 'AIice'],
  ['Alice', 'A1ice'],
  ['Alice', 'Al!ce'],
  ['Alice', 'Аlіcе'],
  ['Oscar', '0scаr'],
  ['Martin', 'Rnartin'.replace('Rn', 'rn')],
  ['Will', 'vvill'],
  ['Nick', 'Νick'],
  ['ΝΙΚΗ', 'νίκη'],
  ['Ада', 'Aдa'],
  ['José', 'jose'],
  ['أحمد', 'احمد'],
  ['管理者', '管 理 者'],
  ['🚀', '🚀'],
  ['❤️', '❤'],
  ['🚀', '🚀.'],
] as const)
  test(`“${one}” and “${other}” look alike`, () => assert.ok(lookAlike(one, other)));

for (const [one, other] of [
  ['Ada', 'Adam'],
  ['Ada', 'Ida'],
  ['Ada', 'Ada Lovelace'],
  ['Ada', 'Ada 2'],
  ['Guest 1', 'Guest 2'],
  ['Guest 2', 'Guest 6'],
  ['Guest 11', 'Guest 12'],
  ['राम', 'रमा'],
  ['かな', 'がな'],
  ['김민수', '김민서'],
  ['สมชาย', 'สมหญิง'],
  ['管理者', '管理人'],
  ['🚀', '🌈'],
  ['👩‍🚀', '👩‍💻'],
  ['!', '?'],
] as const)
  test(`“${one}” and “${other}” do not`, () => assert.ok(!lookAlike(one, other)));
