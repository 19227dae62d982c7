import type * as LikenessModule from './likeness.ts';
import type { Like } from './likeness.ts';

/** Words on either side of the one that is sought. */
const AROUND = 12;
/** Most characters of the other text that are read. */
const MAX_TEXT = 8_000;
const SAME = 2;
const OTHER = -1;
/** A text in another language has fewer than this share of the words, by chance. */
const LEAST = 0.4;

/**
 * Where in a text the character is that another visitor points at in a version of it.
 *
 * The words around it are laid side by side with those of the text, so that as many as possible are the same. If only
 * few are, as in a translation, the place is in proportion.
 *
 * @param offset from `like.start` on
 */
export function alignWords(
  { wordsIn }: typeof LikenessModule,
  like: Like,
  offset: number,
  text: string,
): number {
  const at = like.start + offset;
  const proportional = Math.round((at / Math.max(1, like.length)) * text.length);
  const from = text.length > MAX_TEXT ? Math.max(0, proportional - MAX_TEXT / 2) : 0;
  const words = wordsIn(text.slice(from, from + MAX_TEXT));
  const starts = [...words.map(({ start }) => start + from), Math.min(text.length, from + MAX_TEXT)];

  // What was sent, without what only fills gaps, but with the gaps' width.
  const sent: { code: number; start: number; end: number }[] = [];
  let end = 0;
  like.codes.forEach((code, i) => {
    const step = like.steps[i] ?? 0;
    sent.push({ code, start: end, end: end + step });
    end += step;
  });
  const index = sent.findIndex((word) => offset < word.end);
  const word = sent[index];
  if (!word || words.length === 0) return proportional;
  const some = sent.slice(Math.max(0, index - AROUND), index + AROUND + 1);
  const pairs = pair(
    some.map(({ code }) => code),
    words.map(({ code }) => code),
  );
  const same = pairs.filter((other, i) => other !== undefined && words[other]?.code === some[i]?.code).length;
  if (same < Math.max(1, some.length * LEAST)) return proportional;
  const own = Math.min(index, AROUND);
  const paired = pairs[own];
  if (paired !== undefined) {
    const start = starts[paired] ?? 0;
    const size = (starts[paired + 1] ?? start) - start;
    const inWord = offset - word.start;
    return words[paired]?.code === word.code
      ? start + Math.min(inWord, size - 1)
      : start + Math.floor((inWord / (word.end - word.start)) * size);
  }
  // The word is not there: beside the nearest one that is.
  for (let far = 1; far <= AROUND; far++) {
    const [before, after] = [pairs[own - far], pairs[own + far]];
    if (after !== undefined) return starts[after] ?? proportional;
    if (before !== undefined) return Math.max(0, (starts[before + 1] ?? 1) - 1);
  }
  return proportional;
}

/** For each of some words the one in others that it corresponds to, where the others go on before and after them. */
function pair(some: readonly number[], others: readonly number[]): (number | undefined)[] {
  const width = others.length + 1;
  const scores = new Int16Array((some.length + 1) * width);
  for (let i = 1; i <= some.length; i++) {
    scores[i * width] = -i;
    for (let j = 1; j < width; j++) {
      const step = some[i - 1] === others[j - 1] ? SAME : OTHER;
      scores[i * width + j] = Math.max(
        (scores[(i - 1) * width + j - 1] ?? 0) + step,
        (scores[(i - 1) * width + j] ?? 0) - 1,
        (scores[i * width + j - 1] ?? 0) - 1,
      );
    }
  }
  let i = some.length;
  let j = 0;
  for (let at = 1; at < width; at++) if ((scores[i * width + at] ?? 0) > (scores[i * width + j] ?? 0)) j = at;
  const pairs = new Array<number | undefined>(some.length);
  while (i > 0 && j > 0) {
    const score = scores[i * width + j] ?? 0;
    const step = some[i - 1] === others[j - 1] ? SAME : OTHER;
    if (score === (scores[(i - 1) * width + j - 1] ?? 0) + step) {
      pairs[--i] = --j;
    } else if (score === (scores[(i - 1) * width + j] ?? 0) - 1) i--;
    else j--;
  }
  return pairs;
}
