/**
 * Others' texts, made safe for a terminal. There, control characters can move the cursor, colour or hide text, rename
 * the window, or answer on the user's behalf.
 */

/** C0 except line break and tab, DEL, C1, direction overrides, and lone surrogates. */
const HARMFUL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\p{Surrogate}]/gu;

/** A text with any number of lines; harmful characters become �. */
export function safeText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(HARMFUL, '\ufffd')
    .replaceAll('\t', '    ');
}

/** The same on one line, for names and excerpts. */
export function safeLine(text: string): string {
  return safeText(text).replaceAll('\n', ' ');
}

/** JSON with harmful characters escaped; it parses to the same value. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
