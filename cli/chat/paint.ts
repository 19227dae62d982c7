/** The colours of a terminal, as far as it supports them. */
export interface Paint {
  /** A person's name, in their colour. */
  name(text: string, color: string): string;
  /** Text that is less important than messages. */
  quiet(text: string): string;
}

export const PLAIN: Paint = { name: (text) => text, quiet: (text) => text };

/** @param depth bits per colour, from `WriteStream.getColorDepth()` */
export function paint(depth: number): Paint {
  if (depth <= 1) return PLAIN;
  return {
    name: (text, color) => `\x1b[1${foreground(color, depth)}m${text}\x1b[0m`,
    quiet: (text) => `\x1b[2m${text}\x1b[0m`,
  };
}

/** @param color from another visitor; ignored unless it is `#rrggbb` */
function foreground(color: string, depth: number): string {
  if (depth < 8 || !/^#[0-9a-f]{6}$/i.test(color)) return '';
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  if (depth >= 24) return `;38;2;${r};${g};${b}`;
  // The 256-colour cube has six steps per channel.
  const step = (value: number) => Math.round((value / 255) * 5);
  return `;38;5;${16 + 36 * step(r) + 6 * step(g) + step(b)}`;
}
