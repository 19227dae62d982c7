/**
 * Joiners: characters that nobody sees, by which their neighbours join or do not. Emoji of several parts are made with
 * one, and Persian, Hindi and other languages are not written without them. Anywhere else they only make two names
 * that look the same.
 */

/** Letters of joining scripts that a next letter can join to: all but those that join only to the one before. */
const LEFT =
  '(?:(?![\\u0621-\\u0625\\u0627\\u0629\\u062f-\\u0632\\u0648\\u0671-\\u0677\\u0688-\\u0699\\u06c0\\u06c3-\\u06cb\\u06cd\\u06cf\\u06d2\\u06d3\\u06d5\\u06ee\\u06ef])[\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Nko}\\p{Script=Mongolian}])\\p{M}*';
const RIGHT = '[\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Nko}\\p{Script=Mongolian}]';
/** The signs that take a letter's vowel away, after which Indic letters join. */
const VIRAMA = '[\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d4d\\u0dca]';
const EMOJI = '\\p{Extended_Pictographic}[\\p{Emoji_Modifier}\\ufe0f]?';

const JOINING = new RegExp(
  [
    `(?<=${EMOJI})\\u200d(?=\\p{Extended_Pictographic})`,
    `(?<=${LEFT})\\u200c(?=${RIGHT})`,
    `(?<=${VIRAMA})[\\u200c\\u200d](?=\\p{L})`,
    // Ra with Ya in Bengali, and the last letter of a word in Malayalam.
    `(?<=\\u09b0)\\u200d(?=\\u09cd)`,
    `(?<=\\u0d4d)\\u200d`,
  ].join('|'),
  'gu',
);

/** A text without the joiners that join nothing, and keep nothing apart. */
export function withoutIdleJoiners(text: string): string {
  const kept = new Set([...text.matchAll(JOINING)].map(({ index }) => index));
  return text.replace(/[\u200c\u200d]/g, (joiner, at: number) => (kept.has(at) ? joiner : ''));
}

/**
 * The flags of England, Scotland and Wales are a black flag and letters that nobody sees. No others are drawn, and in
 * any other place such letters would be a hidden text.
 */
export const TAGGED_FLAG =
  '\\u{1f3f4}\\u{e0067}\\u{e0062}(?:\\u{e0065}\\u{e006e}\\u{e0067}|\\u{e0073}\\u{e0063}\\u{e0074}|\\u{e0077}\\u{e006c}\\u{e0073})\\u{e007f}';
