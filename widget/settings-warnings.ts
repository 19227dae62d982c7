/** Warnings for the site's owner about attributes, a script of its own: most sites have nothing to be warned about. */
import { NAME_LENGTH, ROOM_LENGTH } from '../protocol/limits.ts';
import { warn } from './host/warn.ts';

/** What is valid where any text may be given. */
const EXPECTED: Readonly<Record<string, string>> = {
  server: 'an http(s) URL',
  room: `1–${ROOM_LENGTH} characters, no control characters, not . or ..`,
  page: 'no control characters',
  name: `at most ${NAME_LENGTH} characters`,
  color: '#rrggbb',
  hotkey: 'a KeyboardEvent.key such as / or F2',
};

/** @param allowed the valid values, if there is a set of them */
export function warnOfValue(name: string, value: unknown, used: string, allowed?: readonly unknown[]): void {
  const expected = allowed?.join(', ').replace(/,([^,]*)$/, ' or$1') ?? EXPECTED[name];
  warn(`invalid ${name}="${String(value).slice(0, 200)}": expected ${expected}; using ${used}`);
}

/** @param name no attribute of ours, nor the name of a property; other global attributes are left alone */
export function warnOfAttribute(name: string, known: readonly string[]): void {
  if (/^(class|tabindex|part|exportparts|role|is|status|item.*)$/.test(name)) return;
  const near = known.find((other) => distance(name, other) + distance(other, name) < 3);
  warn(`unknown attribute "${name}"${near ? ` (did you mean "${near}"?)` : ''}; ignored`);
}

export function warnOfNoServer(): void {
  warn('no server: set its attribute, or load this script from it');
}

/** @param others that of the copy of the script which was first, and has defined the elements */
export function warnOfOtherServer(own: string | undefined, others: string | undefined): void {
  warn(`elements without server use ${others ?? 'none'}, whose script was first, not ${own}`);
}

/** How many letters of one word the other one lacks: small between a word and its misspelling. */
function distance(word: string, other: string): number {
  return word.split('').filter((letter) => !other.includes(letter)).length;
}
