const LENGTH = 200;

/** The beginning of a text, for where it stands on one line, or is read aloud. */
export const excerpt = (text: string): string => text.slice(0, LENGTH);
