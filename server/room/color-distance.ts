/** A place in OKLab, where colours are as far from each other as people see them: lightness, green to red, blue to yellow. */
export type ColorPlace = readonly [number, number, number];

/** @param color `#rrggbb` */
export function placeOf(color: string): ColorPlace {
  const [r, g, b] = [linear(color, 1), linear(color, 3), linear(color, 5)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** 0 for the same colour; from black to white it is 1. */
export function distance(one: ColorPlace, other: ColorPlace): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

/** One channel, as light. */
function linear(color: string, at: number): number {
  const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
