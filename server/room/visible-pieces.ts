import { shownAs } from './look-alikes.ts';
import { readingsOf } from './readings.ts';

/** A letter of a name, or a sign that may be meant as one. */
export interface Piece {
  readings: ReadonlySet<string>;
  /** Whether a word begins or ends here: also at a capital, and at each sign. */
  begins: boolean;
  ends: boolean;
  /** May be left out: a mere decoration. */
  optional: boolean;
  /** Stands among letters as if it were one, whichever (`Adm*n`). */
  masks: boolean;
}

const NONE: ReadonlySet<string> = new Set();
/** These separate words or shorten them, and stand for nothing. */
const SIGN = /[\p{S}!¡*#%&†‡§¶@?¿]/u;
const DIGIT = /\p{Nd}/u;

/** A name's letters and signs in their order; blanks and usual punctuation are left out. */
export function visiblePieces(name: string): Piece[] {
  const characters = Array.from(name.normalize('NFKD').replace(/\p{M}/gu, ''));
  return characters.flatMap((character, i): Piece[] => {
    const [before, after] = [characters[i - 1], characters[i + 1]];
    if (/\p{L}/u.test(character) || isPicture(character)) {
      return [
        {
          readings: readingsOf(character),
          begins: !continues(before, character),
          ends: !continues(character, after),
          optional: isPicture(character) && !isPicture(before) && !isPicture(after),
          masks: false,
        },
      ];
    }
    const sign = SIGN.test(character);
    if (!sign && !DIGIT.test(character)) return [];
    const apart = [before, after].some((each) => each !== undefined && /\s/u.test(each));
    return [
      {
        readings: sign || /[0-9]/.test(character) ? readingsOf(character) : NONE,
        begins: true,
        ends: true,
        optional: sign || /[^0134578]/.test(character),
        masks: sign && !apart && [before, after].some((each) => each !== undefined && /\p{L}/u.test(each)),
      },
    ];
  });
}

/** Whether two characters belong to one word. */
function continues(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if (isPicture(one) || isPicture(other)) return isPicture(one) && isPicture(other);
  if (!/\p{L}/u.test(one) || !/\p{L}/u.test(other)) return false;
  return !(/\p{Ll}/u.test(shownAs(one)) && /\p{Lu}/u.test(shownAs(other)));
}

/** A symbol that shows a letter: 🅰. */
function isPicture(character: string | undefined): boolean {
  return character !== undefined && /\p{S}/u.test(character) && /^[a-z]+$/i.test(shownAs(character));
}
