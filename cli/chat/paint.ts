/** Colours of a terminal, as many as it has. */
export interface Paint {
  /** A person's name, in their colour. */
  name(text: string, color: string): string;
  /** What matters less than what people say. */
  quiet(text: string): string;
}

export const PLAIN: Paint = { name: (text) => text, quiet: (text) => text };

/** @param depth bits of colour that the terminal shows, as `WriteStream.getColorDepth()` says */
export function paint(depth: number): Paint {
  if (depth <= 1) return PLAIN;
  return {
    name: (text, color) => `\x1b[1${foreground(color, depth)}m${text}\x1b[0m`,
    quiet: (text) => `\x1b[2m${text}\x1b[0m`,
  };
}

/** @param color `#rrggbb`; anything else is left out, as it came from others */
function foreground(color: string, depth: number): string {
  if (depth < 8 || !/^#[0-9a-f]{6}$/i.test(color)) return '';
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  if (depth >= 24) return `;38;2;${r};${g};${b}`;
  // The cube of 256 colours has six steps each.
  const step = (value: number) => Math.round((value / 255) * 5);
  return `;38;5;${16 + 36 * step(r) + 6 * step(g) + step(b)}`;
}
