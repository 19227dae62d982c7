/** Bits of a sample's flags. */
export const SAMPLE = {
  /** An anchor id follows; without it the sample is on the same anchor as the one before it in this frame. */
  anchor: 0x01,
  /** x is an offset into the anchor's text, y the position inside that character; otherwise fractions of the box. */
  text: 0x02,
  /** The pointer has left the page, or is hidden: no position follows. */
  gone: 0x04,
  /** A click or a tap happened here. */
  press: 0x08,
  /** Made by a finger: drawn as a brief mark, not as an arrow. */
  touch: 0x10,
  /**
   * In ticks of a crowd: far from what the receiver sees, and written in few bytes. It has no age; over text it is in
   * the middle of its character, elsewhere on a grid of 1/255 of the box.
   */
  coarse: 0x40,
} as const;
