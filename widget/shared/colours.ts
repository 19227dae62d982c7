/** Members' colours, and the text that is legible on them. */

/**
 * Black or white, whichever is legible on the colour: white if it has a contrast of 4.5:1, else black, which then has
 * at least 4.6:1.
 *
 * @param color `#rrggbb`
 */
export function textOn(color: string): '#fff' | '#000' {
  // The luminance at which white has a contrast of 4.5:1.
  return luminance(color) <= 0.1833 ? '#fff' : '#000';
}

/** WCAG 2 contrast of two `#rrggbb` colours, 1–21. */
export function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const value = parseInt(color.slice(1), 16);
  const linear = (shift: number): number => {
    const part = ((value >> shift) & 255) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0);
}

/**
 * Declarations of `--_c`, the member's colour, and `--_on`, the text on it. For a `.style=` binding, too, which a strict
 * content security policy allows, unlike `style=`: the property accepts text but returns an object, and bindings are
 * checked against the latter.
 */
export function paint(person: { color: string }): string & CSSStyleDeclaration {
  // Grey if the server, against its promise, sent none.
  const color = /^#[\da-f]{6}$/i.test(person.color) ? person.color : '#6b6b6b';
  return `--_c:${color};--_on:${textOn(color)}` as string & CSSStyleDeclaration;
}

/** One or two letters for a member without a picture. */
export function initials(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  const first = letters.map((word) => String.fromCodePoint(word?.codePointAt(0) ?? 32));
  return first.join('').toLocaleUpperCase() || '•';
}
