import type { Anchor } from '../../protocol/anchor.ts';

/** Where on the content something is: made by the anchor finder, sent by the client. */
export interface Place {
  /** The same anchor has the same key. */
  key: string;
  anchor: Anchor;
  /** `SAMPLE.text` or 0, with `SAMPLE.touch` added for a finger. */
  flags: number;
  /** 0–65535, as in a cursor frame. */
  x: number;
  y: number;
}
