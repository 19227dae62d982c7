import { alphabetMap } from 'confusables';
import { latin, shownAs } from './look-alikes.ts';

/**
 * Letters of scripts that the package hardly knows, and digits, by the Latin letter that can be seen in them. Some are
 * found in several places. Much looser than what two visitors are told apart by: it only guards a few names.
 */
const MORE: Readonly<Record<string, string>> = {
  a: 'აⲆⲇΔꓥ',
  b: 'ႦႪხს6',
  c: 'ႠႺ',
  d: 'ძⴛⴃⲆⲇδ',
  e: 'ⴒ',
  g: 'Ⴚც69',
  h: 'ႬႹⴌⴙჩ',
  l: 'ႨⴈᎥꭵ',
  m: 'ⴅⴇⴊⴜო',
  n: 'ⴈⴄႶირᲘ',
  o: 'თიⴃႧⲐⲑ',
  p: 'ႲႼ',
  q: 'ⴉႭႩⴋϤϥ9',
  s: 'ႽϨϩ2',
  t: 'ႵⴕϮϯ',
  u: 'ⴎⴑႮႱⴗ',
  w: 'ⴍⴓϢϣ',
  x: 'ႿⴟჯϪϫ',
  y: 'ⴁⴘⴗႸႷყ',
  z: '2',
};

const READINGS = new Map<string, Set<string>>();
for (const [letters, alike] of [...alphabetMap, ...Object.entries(MORE)]) {
  if (!/^[a-z]+$/i.test(letters)) continue;
  for (const each of alike) {
    const known = READINGS.get(each) ?? new Set();
    READINGS.set(each, known.add(latin(letters)));
  }
}

/** All that can be seen in a character, in lower case Latin letters where it looks like such. */
export function readingsOf(character: string): ReadonlySet<string> {
  // A capital may look like another letter than its lower case does.
  const cases = [character, character.toLowerCase()];
  return new Set(cases.flatMap((each) => [latin(shownAs(each)), ...(READINGS.get(each) ?? [])]));
}
