/** Hands out the 16-bit numbers by which cursor frames name sessions. */
export class Slots {
  readonly #restMs: number;
  #next = 0;
  /** Freed slots, the longest free first. */
  readonly #freed: { slot: number; at: number }[] = [];

  /** @param restMs a freed slot is not given again within this time: frames that name it may still be under way */
  constructor(restMs: number) {
    this.#restMs = restMs;
  }

  /** @returns undefined while all 65,536 are in use or resting */
  take(now: number): number | undefined {
    const oldest = this.#freed[0];
    if (oldest && now - oldest.at >= this.#restMs) {
      this.#freed.shift();
      return oldest.slot;
    }
    return this.#next < 0x10000 ? this.#next++ : undefined;
  }

  free(slot: number, now: number): void {
    this.#freed.push({ slot, at: now });
  }
}
