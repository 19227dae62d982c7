/** As long as a message may be. */
const LENGTH = 4000;

const fill = (piece: string): string => piece.repeat(Math.floor(LENGTH / piece.length));

/** Names that all begin in the same way: as many as a message may mention. */
export const CRAFTED_NAMES: readonly string[] = Array.from({ length: 20 }, (_, index) =>
  'a'.repeat(20 + index),
);

/** Texts that cost much to draw, or take much space, each in its own way. */
export const HEAVY_TEXTS: Readonly<Record<string, string>> = {
  'code spans': fill('`a`'),
  'code spans of one mark': fill('`\u0301`'),
  'code that never ends': fill('`'),
  mentions: fill(`@${'a'.repeat(39)}`),
  'short mentions': fill('@a '),
  'mentions that almost match': fill(`@${'a'.repeat(19)}b`),
  'nothing but @': fill('@'),
  links: fill('http://a '),
  'a long link': `http://a.example/${'x'.repeat(3980)}`,
  'brackets in a link': `http://a.example/${').'.repeat(1990)}`,
  'addresses that are none': fill('http://'),
  'a host that is none': `http://${'中'.repeat(3990)}`,
  'line breaks': `a${'\n'.repeat(1990)}b`,
  'line separators': `a${'\u2028'.repeat(1990)}b`,
  'one word': 'x'.repeat(LENGTH),
  'soft hyphens': fill('x\u00ad'),
  'wide letters': '漢'.repeat(LENGTH),
  'the widest letter': '\ufdfd'.repeat(LENGTH),
  'piled-up marks': fill(`a${'\u0310'.repeat(400)} `),
  'nested directions': fill('\u2067\u202ea\u2066b'),
  'changing directions': fill('aא'),
  'letters of all scripts': Array.from({ length: LENGTH }, (_, index) =>
    String.fromCodePoint(0xa1 + index * 13),
  )
    .join('')
    .replace(/\p{C}/gu, ''),
  emoji: fill('👩‍👩‍👧‍👦'),
  'everything at once': fill('`a`@aaa http://a\n'),
};
