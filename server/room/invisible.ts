/**
 * Characters that show nothing, though they are no format characters: fillers, blanks, and variation selectors but the
 * one that emoji have.
 */
export const BLANKS =
  /[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0e\uffa0\u{1d159}\u{13440}-\u{13455}\u{e0100}-\u{e01ef}]/gu;

/** Whether a text shows anything. */
export function isVisible(text: string): boolean {
  return /[^\p{C}\p{M}\p{Z}\s\p{Default_Ignorable_Code_Point}]|\p{Co}/u.test(text.replace(BLANKS, ''));
}
