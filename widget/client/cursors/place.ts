import type { Anchor } from '../../../protocol/anchor.ts';

/** A position on the content: found by the anchor finder, sent by the client. */
export interface Place {
  /** Equal for equal anchors. */
  key: string;
  anchor: Anchor;
  /** `SAMPLE.text` or 0, with `SAMPLE.touch` added for a finger. */
  flags: number;
  /** 0–65535, as in a cursor frame. */
  x: number;
  y: number;
}
