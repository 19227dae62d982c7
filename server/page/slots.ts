/** The numbers by which frames refer to sessions, or to anchors. */
export class Slots {
  readonly #restMs: number;
  readonly #count: number;
  #next = 0;
  /** Released slots from `#first` on, the one released earliest first. */
  #released: { slot: number; at: number }[] = [];
  #first = 0;

  /**
   * @param restMs a released slot is not reused within this time: frames that refer to it may still be on their way
   * @param count of slots
   */
  constructor(restMs: number, count = 0x10000) {
    this.#restMs = restMs;
    this.#count = count;
  }

  /** @returns undefined while all slots are in use or resting */
  acquire(now: number): number | undefined {
    const oldest = this.#released[this.#first];
    if (oldest && now - oldest.at >= this.#restMs) {
      if (++this.#first * 2 > this.#released.length) {
        this.#released = this.#released.slice(this.#first);
        this.#first = 0;
      }
      return oldest.slot;
    }
    return this.#next < this.#count ? this.#next++ : undefined;
  }

  release(slot: number, now: number): void {
    this.#released.push({ slot, at: now });
  }
}
