/**
 * Letters of other scripts, and Latin ones that don't decompose, by the Latin letter that they look like. Not all of
 * Unicode's, but those that people type, or copy from a page of "fancy" letters that NFKD leaves alone.
 */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  a: 'АаΑαᴀɑ',
  b: 'ВвЬьΒβʙƅ',
  c: 'СсϹϲᴄ',
  d: 'ԀԁᴅđĐ',
  e: 'ЕеЄєΕεᴇ',
  f: 'Ϝꜰ',
  g: 'Ԍԍɢɡ',
  h: 'НнҺһΗʜħĦ',
  j: 'Јјϳᴊȷ',
  k: 'КкΚκᴋ',
  // One stroke is as good as another.
  l: 'iIІіӀӏΙιɪıʟłŁǀ',
  m: 'МмΜᴍ',
  n: 'пΝηɴ',
  o: 'ОоΟοσᴏøØ',
  p: 'РрΡρᴘ',
  q: 'Ԛԛ',
  r: 'гʀ',
  s: 'Ѕѕꜱ',
  t: 'ТтΤτᴛŧŦ',
  u: 'υμᴜ',
  v: 'Ѵѵνᴠ',
  w: 'ԜԝωᴡШш',
  x: 'ХхΧχ',
  y: 'УуҮүΥγʏ',
  z: 'Ζᴢ',
};
/** What can stand for a letter inside a word, and for itself beside it. */
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

/** Names that are not for visitors: those of the site's own people. */
export class ReservedNames {
  /** As they look. */
  readonly #looks = new Set<string>();
  /** Letters of the longest. */
  #longest = 0;

  /** @throws Error where one has no letter to be known by; empty ones are left out */
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
    // What is apart may be meant as one word, so any parts in a row are looked at.
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

/** A letter may look like another one than its capital does: read as it is written, and all in small letters. */
function readings(name: string): string[][] {
  return [partsOf(name), partsOf(name.toLowerCase())];
}

/** The words of a name in lower case Latin letters, further apart than a reader may see them: at capitals and signs. */
function partsOf(name: string): string[] {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  const parts = plain.match(/\p{L}+|[0134578@$!|]/gu) ?? [];
  return parts.map((part) =>
    Array.from(part, (letter) => LATIN.get(letter) ?? letter.toLowerCase()).join(''),
  );
}

/** Letters in a row as they look at a glance. */
function look(letters: string): string {
  return letters.replaceAll('rn', 'm').replaceAll('vv', 'w');
}
