/**
 * What others wrote, made fit for a terminal: there a control character can move the cursor, colour or hide what
 * stands there, name the window, or answer in the user's place.
 */

/** C0 but line break and tab, DEL, C1, what turns the direction of writing, and halves of a pair. */
const HARMFUL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\p{Surrogate}]/gu;

/** A text of any number of lines: what could do harm is shown as �. */
export function safeText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(HARMFUL, '\ufffd')
    .replaceAll('\t', '    ');
}

/** The same on one line, for names and the like. */
export function safeLine(text: string): string {
  return safeText(text).replaceAll('\n', ' ');
}

/** JSON that holds nothing that a terminal would obey; it says the same as without. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
