/** Hues that stay apart from each other on white and on black: what colours are made up from, and what visitors choose. */
export const COLORS: readonly string[] = [
  '#e5484d',
  '#d6409f',
  '#8e4ec6',
  '#6e56cf',
  '#3e63dd',
  '#0090ff',
  '#00a2c7',
  '#12a594',
  '#30a46c',
  '#b08c00',
  '#f76b15',
  '#8d6250',
];

/** Where a second tone can lie on somebody's cursor: 1 to this number. For those who share a colour on one page. */
export const TONES = 5;
