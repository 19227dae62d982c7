import { confusablesMap } from 'confusables';

/**
 * Letters of other scripts, and Latin ones that don't decompose, by the Latin letter they look like. Not all of
 * Unicode, but those that people type, or copy from a page of "fancy" letters that NFKD leaves alone.
 */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  a: 'АаΑαᴀɑꓮ',
  b: 'ВвЬьΒβʙƅꓐ',
  c: 'СсϹϲᴄꓚ',
  d: 'ԀԁᴅđĐꓓ',
  e: 'ЕеЄєΕεᴇꓰ',
  f: 'Ϝꜰꓝ',
  g: 'Ԍԍɢɡꓖ',
  h: 'НнҺһΗʜħĦꓧ',
  j: 'Јјϳᴊȷꓙ',
  k: 'КкΚκᴋꓗ',
  // All single strokes.
  l: 'iIІіӀӏΙιɪıʟłŁǀꓡꓲ',
  m: 'МмΜᴍꓟ',
  n: 'пΝηɴꓠ',
  o: 'ОоΟοσᴏøØꓳ',
  p: 'РрΡρᴘꓑ',
  q: 'Ԛԛ',
  r: 'гʀꓣ',
  s: 'Ѕѕꜱꓢ',
  t: 'ТтΤτᴛŧŦꓔ',
  u: 'υμᴜꓴ',
  v: 'Ѵѵνᴠꓦ',
  w: 'ԜԝωᴡШшꓪ',
  x: 'ХхΧχꓫ',
  y: 'УуҮүΥγʏꓬ',
  z: 'Ζᴢꓜ',
};
/** Digits and signs that can stand for a letter. */
const SIGNS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'l',
  '|': 'l',
};

const LATIN: ReadonlyMap<string, string> = new Map([
  ...Object.entries(LOOK_ALIKES).flatMap(([latin, strange]) =>
    Array.from(strange, (letter): [string, string] => [letter, latin]),
  ),
  ...Object.entries(SIGNS),
]);

/** What Unicode calls confusable with a Latin letter, besides: also symbols, such as letters in black squares. */
const CONFUSABLE: ReadonlyMap<string, string> = new Map(
  [...confusablesMap].filter(([strange, latin]) => strange > '\x7f' && /^[a-z]$/i.test(latin)),
);

/** Signs that are letters in one spelling and decoration in another: `$am`, `Ada!`. */
const DECORATION = /[@$!|]/gu;

/** Marks that only decorate a letter. In other scripts they are vowels, and tell one name from another. */
const DECORATING_MARKS =
  /(?![\u3099\u309a])(?=[\p{Script=Inherited}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}])\p{M}/gu;

/** A text without compatibility characters and confusable symbols; `marks` are taken off. */
export function undisguised(text: string, marks = /\p{M}/gu): string {
  return text
    .normalize('NFKD')
    .replace(marks, '')
    .replace(/[^\p{ASCII}]/gu, (letter) => (LATIN.has(letter) ? letter : (CONFUSABLE.get(letter) ?? letter)));
}

/** Letters as the lower case Latin ones that they look like, where they do. */
export function latin(letters: string): string {
  return Array.from(letters, (letter) => LATIN.get(letter) ?? letter.toLowerCase()).join('');
}

/** Latin letters as they look at a glance. */
export function atAGlance(letters: string): string {
  return letters.replaceAll('rn', 'm').replaceAll('vv', 'w');
}

/** A capital may look like another letter than its lower case does, so a text is read both ways. */
export function bothCases(text: string): string[] {
  return [...new Set([text, text.toLowerCase()])];
}

/**
 * How a name looks: two names that have one of these in common are taken for each other. Case, blanks and punctuation
 * don't count, and symbols only where there is nothing else. Most names have one, and none has many.
 */
export function looksOf(name: string): string[] {
  const looks = bothCases(name).flatMap((reading) => {
    const letters = undisguised(reading, DECORATING_MARKS).replace(/[^\p{L}\p{M}\p{N}@$!|]/gu, '');
    return [letters.replace(DECORATION, ''), letters].map((each) => atAGlance(latin(each)));
  });
  const visible = [...new Set(looks)].filter((each) => each !== '');
  if (visible.length > 0) return visible;
  const symbols = name.normalize('NFKD').replace(/[\s\ufe0f]/gu, '');
  return [symbols.replace(/\p{P}/gu, '') || symbols];
}
