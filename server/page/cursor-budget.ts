import { SAMPLE } from '../../protocol/cursor-frame.ts';
import type { CursorTrack } from '../../protocol/cursor-frame.ts';

/** Bytes of a track with one sample, and of each further sample; measured on real ticks, rounded up. */
export const TRACK_BYTES = 9;
const SAMPLE_BYTES = 6;

/** Ticks whose unused bytes a later tick may use, and whose overdrawn bytes it has to save. */
const CARRIED_TICKS = 2;

/** Keeps the cursors that everybody gets within the bytes of a second, and lets busy ticks use what quiet ones left. */
export class CursorBudget {
  #credit = 0;

  /**
   * Encodes tracks, thinned where they are more than the budget.
   * @param bytes of one tick
   */
  encode(
    tracks: CursorTrack[],
    bytes: number,
    tick: number,
    encode: (tracks: CursorTrack[]) => Buffer,
  ): Buffer {
    const carried = CARRIED_TICKS * bytes;
    this.#credit = Math.min(carried, this.#credit + bytes);
    let frame = encode(tracks);
    if (frame.length > this.#credit) {
      thin(tracks, (frame.length - this.#credit) / SAMPLE_BYTES, tick);
      frame = encode(tracks);
    }
    // Presses are never thinned away: a debt without end would blur everybody's cursors long after a burst of them.
    this.#credit = Math.max(-carried, this.#credit - frame.length);
    return frame;
  }
}

/** @returns how many samples each of so many tracks may have in so many bytes; at least one */
export function samplesThatFit(tracks: number, bytes: number): number {
  return Math.max(1, Math.floor((bytes / Math.max(1, tracks) - TRACK_BYTES) / SAMPLE_BYTES) + 1);
}

/** Removes samples that are neither the newest of their track nor a press, from another track first in each tick. */
function thin(tracks: CursorTrack[], count: number, tick: number): void {
  let left = Math.ceil(count);
  for (let i = 0; i < tracks.length && left > 0; i++) {
    const track = tracks[(tick * 7 + i) % tracks.length];
    if (!track) continue;
    const { samples } = track;
    track.samples = samples.filter(
      ({ flags }, at) => at === samples.length - 1 || (flags & SAMPLE.press) !== 0 || left-- <= 0,
    );
  }
}
