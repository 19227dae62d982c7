/** Fonts that the widget's layout has to hold with: wide, narrow, tall and small ones. */

export interface Font {
  name: string;
  /** A style sheet for the page. */
  css: string;
}

/** Each with what it is called on several systems; if none is installed, the page's default font remains. */
const FAMILIES = {
  'sans-serif': ['DejaVu Sans', 'Verdana', 'Noto Sans'],
  serif: ['DejaVu Serif', 'Liberation Serif', 'Times New Roman'],
  narrow: ['Liberation Sans Narrow', 'Arial Narrow', 'DejaVu Sans Condensed'],
  monospace: ['DejaVu Sans Mono', 'Liberation Mono', 'Courier New'],
};
const SIZES = [80, 100, 120];

export const FONTS: readonly Font[] = Object.entries(FAMILIES).flatMap(([name, faces]) =>
  SIZES.map((size) => ({
    name: `${name} at ${String(size)} %`,
    css: `@font-face {
      font-family: tested;
      src: ${faces.map((face) => `local('${face}')`).join(', ')};
      size-adjust: ${String(size)}%;
    }
    live-presence { --live-presence-font: tested; }`,
  })),
);
