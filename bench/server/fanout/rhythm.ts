import { seeded } from '../../widget/motion/hand.ts';

/** Between two moves of a hand under way, in ms: what a client sends that limits itself to 20 positions a second. */
const STEP = { shortest: 35, longest: 65 };
/** Reaches from one thing to the next, and the rests between them, as in reaching experiments (see hand.ts), in ms. */
const REACH = { shortest: 300, longest: 900 };
const REST = { shortest: 250, longest: 900 };
/** Of ten rests one is somebody who reads, and comes back, in ms. */
const READING = { shortest: 2_000, longest: 8_000, share: 0.1 };

/** When somebody's hand moves. The same number gives the same hand. */
export class Rhythm {
  readonly #random: () => number;
  #left: number;

  constructor(number: number) {
    this.#random = seeded(number + 1);
    this.#left = this.#between(REACH) * this.#random();
  }

  /** How long after this move the next one comes, in ms. */
  next(): number {
    const step = this.#between(STEP);
    this.#left -= step;
    if (this.#left > 0) return step;
    this.#left = this.#between(REACH);
    return this.#between(this.#random() < READING.share ? READING : REST);
  }

  #between({ shortest, longest }: { shortest: number; longest: number }): number {
    return shortest + (longest - shortest) * this.#random();
  }
}
