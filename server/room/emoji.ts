/** Exactly one emoji, of any number of code points. */
export const EMOJI: RegExp = new RegExp('^\\p{RGI_Emoji}$', 'v');
