import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanName } from '../../../server/room/profile.ts';

const LIMIT = 40;

/** Letters that nobody sees. */
const tags = (text: string): string =>
  text.replace(/./g, (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0)));
const flag = (region: string): string => `🏴${tags(region)}\u{e007f}`;

for (const [what, name] of [
  ['an astronaut', '👩\u200d🚀'],
  ['a technologist with a skin tone', '👩🏽\u200d💻 Ada'],
  ['a family', '👨\u200d👩\u200d👧'],
  ['a rainbow flag', '🏳\ufe0f\u200d🌈'],
  ['a Persian name of two parts', 'علی\u200cرضا'],
  ['a Persian plural', 'خانه\u200cها'],
  ['a Hindi half letter', 'क\u094d\u200dष'],
  ['a Hindi letter that does not join', 'राज\u094d\u200cकुमार'],
  ['a Sinhala name', 'ශ\u0dca\u200dරී'],
  ['a Bengali Ra with Ya', 'র\u200d\u09cdযাব'],
  ['a Malayalam name that ends with one', 'അവന\u0d4d\u200d'],
  ['the flag of Scotland', `Mairi ${flag('gbsct')}`],
  ['the flag of England', flag('gbeng')],
  ['the flags of Wales and of Scotland', `${flag('gbwls')}${flag('gbsct')}`],
] as const) {
  test(`a name keeps its joiner or tags: ${what}`, () =>
    assert.equal(cleanName(name, LIMIT), name.normalize('NFKC')));
}

for (const [what, name, clean] of [
  ['between Latin letters', 'A\u200dd\u200ca', 'Ada'],
  ['at both ends', '\u200dAda\u200c', 'Ada'],
  ['between Cyrillic letters', 'Ад\u200dа', 'Ада'],
  ['after a letter that joins to nothing', 'دا\u200cر', 'دار'],
  ['between letters that join anyway', 'عل\u200dی', 'علی'],
  ['between scripts', 'علی\u200cAda', 'علیAda'],
  ['after an emoji at the end', '🚀\u200d', '🚀'],
  ['tags after a letter', `Ada${tags('gbsct')}\u{e007f}`, 'Ada'],
  ['tags of a flag that is not drawn', flag('hidden'), '🏴'],
  ['tags without their end', `🏴${tags('gbsct')}`, '🏴'],
  ['tags after a whole flag', `${flag('gbeng')}${tags('more')}`, flag('gbeng')],
  ['tags that a cut leaves', `${'a'.repeat(30)}${flag('gbsct')}`, `${'a'.repeat(30)}🏴`],
  ['two in a row', '👩\u200d\u200d🚀', '👩🚀'],
  ['twice after a virama', 'क\u094d\u200d\u200dष', 'क\u094dष'],
] as const) {
  test(`a name has no joiner that joins nothing: ${what}`, () => assert.equal(cleanName(name, LIMIT), clean));
}

test('a name of joiners is none', () => assert.equal(cleanName('\u200d\u200c\u200d', LIMIT), undefined));

test('a cut leaves no joiner behind', () =>
  assert.equal(cleanName(`${'a'.repeat(37)}👩\u200d🚀`, LIMIT), `${'a'.repeat(37)}👩`));
