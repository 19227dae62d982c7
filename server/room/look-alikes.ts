import { confusablesMap } from 'confusables';

/**
 * Letters of other scripts, and Latin ones that don't decompose, by the Latin letter they look like. Not all of
 * Unicode, but those that people type, or copy from a page of "fancy" letters that NFKD leaves alone.
 */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  a: 'АаΑαᴀɑꓮⲀⲁ',
  b: 'ВвЬьΒβʙƅꓐⲂⲃ',
  c: 'СсϹϲᴄꓚⲤⲥ',
  d: 'ԀԁᴅđĐꓓ',
  e: 'ЕеЄєΕεᴇꓰⲈⲉ',
  f: 'Ϝꜰꓝ',
  g: 'Ԍԍɢɡꓖ',
  h: 'НнҺһΗʜħĦꓧⲎⲏ',
  j: 'Јјϳᴊȷꓙ',
  k: 'КкΚκᴋꓗⲔⲕ',
  // All single strokes.
  l: 'iIІіӀӏΙιɪıʟłŁǀꓡꓲⲒⲓ',
  m: 'МмΜᴍꓟⲘⲙ',
  n: 'пΝηɴꓠⲚⲛⲡⴖ',
  o: 'ОоΟοσᴏøØꓳⲞⲟ',
  p: 'РрΡρᴘꓑⲢⲣ',
  q: 'Ԛԛ',
  r: 'гʀꓣⲅ',
  s: 'Ѕѕꜱꓢ',
  t: 'ТтΤτᴛŧŦꓔⲦⲧ',
  u: 'υμᴜꓴ',
  v: 'Ѵѵνᴠꓦ',
  w: 'ԜԝωᴡШшꓪⲰⲱ',
  x: 'ХхΧχꓫⲬⲭ',
  y: 'УуҮүΥγʏꓬⲨⲩ',
  z: 'ΖᴢꓜⲌⲍ',
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
  '¡': 'l',
  '¦': 'l',
};

const LATIN: ReadonlyMap<string, string> = new Map([
  ...Object.entries(LOOK_ALIKES).flatMap(([latin, strange]) =>
    Array.from(strange, (letter): [string, string] => [letter, latin]),
  ),
  ...Object.entries(SIGNS),
]);

/**
 * What Unicode calls confusable with Latin letters, besides: also symbols, such as letters in black squares. Not the
 * other letters of the common alphabets, of which several are confusable with the same one (`Л`, `П` and `И` with `N`).
 */
const CONFUSABLE: ReadonlyMap<string, string> = new Map(
  [...confusablesMap].filter(
    ([strange, latin]) => strange > '\x7f' && /^[a-z]+$/i.test(latin) && !/[Α-Ωα-ωА-Яа-яЁё]/.test(strange),
  ),
);

/** Signs that are letters in one spelling and decoration in another: `$am`, `Ada!`. */
const DECORATION = /[@$!|¡¦]/gu;

/** Marks that only decorate a letter. In other scripts they are vowels, and tell one name from another. */
const DECORATING_MARKS =
  /(?![\u3099\u309a])(?=[\p{Script=Inherited}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}])\p{M}/gu;

/** A text without compatibility characters and confusable symbols; `marks` are taken off. */
export function undisguised(text: string, marks = /\p{M}/gu): string {
  return text
    .normalize('NFKD')
    .replace(marks, '')
    .replace(/[^\p{ASCII}]/gu, shownAs);
}

/** A symbol, or a letter that is not among those above, as the Latin letters that it is confusable with. */
export function shownAs(character: string): string {
  return LATIN.has(character) ? character : (CONFUSABLE.get(character) ?? character);
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
    const letters = undisguised(reading, DECORATING_MARKS).replace(/[^\p{L}\p{M}\p{N}@$!|¡¦]/gu, '');
    return [letters.replace(DECORATION, ''), letters].map((each) => atAGlance(latin(each)));
  });
  const visible = [...new Set(looks)].filter((each) => each !== '');
  if (visible.length > 0) return visible;
  const symbols = name.normalize('NFKD').replace(/[\s\ufe0f]/gu, '');
  return [symbols.replace(/\p{P}/gu, '') || symbols];
}
