/** Hands out the numbers by which frames name sessions, or anchors. */
export class Slots {
  readonly #restMs: number;
  readonly #count: number;
  #next = 0;
  /** Freed slots, the longest free first from `#first` on. */
  #freed: { slot: number; at: number }[] = [];
  #first = 0;

  /**
   * @param restMs a freed slot is not given again within this time: frames that name it may still be under way
   * @param count how many there are
   */
  constructor(restMs: number, count = 0x10000) {
    this.#restMs = restMs;
    this.#count = count;
  }

  /** @returns undefined while all are in use or resting */
  acquire(now: number): number | undefined {
    const oldest = this.#freed[this.#first];
    if (oldest && now - oldest.at >= this.#restMs) {
      if (++this.#first * 2 > this.#freed.length) {
        this.#freed = this.#freed.slice(this.#first);
        this.#first = 0;
      }
      return oldest.slot;
    }
    return this.#next < this.#count ? this.#next++ : undefined;
  }

  release(slot: number, now: number): void {
    this.#freed.push({ slot, at: now });
  }
}
