import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isVisible } from '../../../server/room/invisible.ts';
import { cleanName } from '../../../server/room/profile.ts';

const SHOWN = ['hi', '.', '1', '漢', 'é', '👍', '❤️', '👩‍🚀', '🇩🇪', 'नि', 'سلام'];
const HIDDEN: Record<string, string> = {
  'zero width space': '\u200b',
  joiners: '\u200c\u200d\u2060\ufeff',
  'turns of direction': '\u202a\u202e\u2066\u2069\u200e\u061c',
  'soft hyphen': '\u00ad',
  'grapheme joiner': '\u034f',
  'Hangul fillers': '\u115f\u1160\u3164\uffa0',
  'Khmer vowels without an image': '\u17b4\u17b5',
  'Mongolian selectors': '\u180b\u180c\u180d\u180e',
  'blank Braille': '\u2800',
  'variation selectors': '\ufe00\ufe0f\u{e0100}\u{e01ef}',
  'null notehead': '\u{1d159}',
  'blank hieroglyphs': '\u{13440}\u{13441}\u{13446}',
  'musical and shorthand controls': '\u{1d173}\u{1bca0}',
  tags: '\u{e0041}\u{e007f}',
  'marks alone': '\u0301\u20e3',
  'all kinds of spaces': ' \u00a0\u2003\u3000\u2028\u2029\u1680',
};

void describe('characters that show nothing', () => {
  for (const [name, characters] of Object.entries(HIDDEN))
    void test(`${name}: no text, and no name, has only those`, () => {
      for (const text of [characters, ...Array.from(characters), `${characters} \n\t${characters}`]) {
        assert.ok(!isVisible(text), JSON.stringify(text));
        assert.equal(cleanName(text, 40), undefined);
      }
      assert.ok(isVisible(`${characters}x`));
    });

  void test('what is seen is text', () => {
    for (const text of SHOWN) assert.ok(isVisible(text), text);
  });

  void test('names lose those that are no marks, spaces or parts of an emoji', () => {
    for (const blank of '\u17b4\u17b5\u{1d159}\u{13441}\u3164\u2800\u200b\u202e\u{e0100}')
      assert.equal(cleanName(`Al${blank}ice`, 40), 'Alice', blank.codePointAt(0)?.toString(16));
  });
});
