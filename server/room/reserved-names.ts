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

/** Names that visitors may not take: those of the site's own people. */
export class ReservedNames {
  /** Each as `look` returns it. */
  readonly #looks = new Set<string>();
  /** Length of the longest, in letters. */
  #longest = 0;

  /** @throws Error if a name has no letters; empty names are left out */
  constructor(names: readonly string[]) {
    for (const name of names.map((entry) => entry.trim()).filter((entry) => entry !== '')) {
      for (const parts of readings(name)) {
        const letters = parts.join('');
        if (letters === '') throw new Error(`"${name}" has no letters`);
        this.#looks.add(look(letters));
        this.#longest = Math.max(this.#longest, letters.length);
      }
    }
  }

  /**
   * Whether a name is one of them, looks like one, or has one as a word (`Support Team`), whatever the case, marks,
   * spaces and punctuation.
   */
  cover(name: string): boolean {
    return this.#looks.size > 0 && readings(name).some((parts) => this.#covers(parts));
  }

  #covers(parts: readonly string[]): boolean {
    // Parts may be meant as one word (`s u p p o r t`), so every run of parts is checked.
    return parts.some((_, start) => {
      let letters = '';
      for (let end = start; end < parts.length && letters.length <= 2 * this.#longest; end++) {
        letters += parts[end] ?? '';
        if (this.#looks.has(look(letters))) return true;
      }
      return false;
    });
  }
}

/** A capital may look like another letter than its lower case does, so a name is read both ways. */
function readings(name: string): string[][] {
  return [partsOf(name), partsOf(name.toLowerCase())];
}

/** The words of a name in lower case Latin letters, split at capitals and signs, too. */
function partsOf(name: string): string[] {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{ASCII}]/gu, (letter) => (LATIN.has(letter) ? letter : (CONFUSABLE.get(letter) ?? letter)))
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  const parts = plain.match(/\p{L}+|[0134578@$!|]/gu) ?? [];
  return parts.map((part) =>
    Array.from(part, (letter) => LATIN.get(letter) ?? letter.toLowerCase()).join(''),
  );
}

/** Letters as they look at a glance. */
function look(letters: string): string {
  return letters.replaceAll('rn', 'm').replaceAll('vv', 'w');
}
