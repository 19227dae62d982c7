import { fnv } from './content-hash.ts';

/** A word of a text: its hash, 6 bits of that, and where it begins, in UTF-16 units. */
export interface Word {
  hash: number;
  code: number;
  start: number;
}

/** Written without spaces: each character is a word. */
const ALONE = String.raw`\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}`;
const WORD = new RegExp(`[${ALONE}]|(?:(?![${ALONE}])[\\p{L}\\p{N}\\p{M}]){1,32}`, 'gu');
const EDGE = -1;
/** In texts with fewer words, their beginning and end tell, too. */
const FEW = 12;
/** Hashes in a sketch. */
const SKETCH = 4;

export function wordsIn(text: string): Word[] {
  return [...text.matchAll(WORD)].map(({ 0: word, index }) => {
    const hash = fnv(word);
    return { hash, code: hash >>> 26, start: index };
  });
}

/** The first words of a text, or the last ones, as one text. */
export function someWords(text: string, count: number): string {
  const words = text.match(WORD) ?? [];
  return (count < 0 ? words.slice(count) : words.slice(0, count)).join(' ');
}

export const isWrittenAlone = (text: string): boolean => new RegExp(`[${ALONE}]`, 'u').test(text);

/** Runs of words, by their codes or hashes, as numbers that look random. */
export function runsOf(words: readonly number[], length: number): number[] {
  const all = words.length && words.length < FEW ? [EDGE, ...words, EDGE] : words;
  const runs: number[] = [];
  for (let at = 0; at + length <= all.length; at++) {
    let run = 0;
    for (let i = at; i < at + length; i++) run = Math.imul(run ^ (all[i] ?? 0), 0x01000193) + 1;
    runs.push(mix(run));
  }
  return runs;
}

/** The least of a text's runs of three words: similar texts have some in common. */
export function sketchOf(words: readonly number[]): number[] {
  return [...new Set(runsOf(words, 3))].sort((a, b) => a - b).slice(0, SKETCH);
}

function mix(value: number): number {
  const mixed = Math.imul(value ^ (value >>> 15), 0x9e3779b1);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
