import { SAMPLE } from '../../protocol/cursor-frame.ts';
import type { CursorTrack } from '../../protocol/cursor-frame.ts';
import { TRACK_BYTES, samplesThatFit } from './cursor-budget.ts';
import type { Moment } from './page-frames.ts';
import { RECENT_TICKS, isSendable, sampleOf } from './page-session.ts';
import type { PageSession } from './page-session.ts';
import { BANDS, bandOf, bandsOf } from './page-windows.ts';

/** A round of coarse positions takes this long, ms; with the latency on the way it stays below 3 s. */
const ROUND_MS = 2_300;

/**
 * Which cursors a session is sent on a crowded page, where too many move to send everything to everybody.
 *
 * Each session sees the page through a window. The tracks of a window are made once for all sessions that see through
 * it: its movers at full pace, or in turns if even they are too many. Besides, everybody is sent the coarse positions
 * of all cursors, a few with each tick.
 */
export class AreaOfInterest {
  /** Sessions that moved recently, by band. */
  #bands: PageSession[][] | undefined;
  /** By window: ticks until each of its movers had a turn, in the last tick and in this one. */
  #lastTurns = new Map<number, number>();
  #turns = new Map<number, number>();
  /** The slot whose coarse position was sent last, and how many follow until the round is complete. */
  #roundSlot = 0;
  #slotsLeft = 0;

  /** Sorts those who moved recently into bands. Call before `windowTracks`. */
  place(recent: Iterable<PageSession>, tick: number): void {
    const bands = (this.#bands ??= Array.from({ length: BANDS }, () => []));
    for (const band of bands) band.length = 0;
    for (const pageSession of recent) {
      // Where it was before still has to see it leave.
      let low = BANDS;
      let high = -1;
      for (let at = pageSession.recent.length - 1; at >= 0; at--) {
        const position = pageSession.recent[at];
        if (!position) break;
        const band = bandOf(position);
        if (band >= 0) {
          low = Math.min(low, band);
          high = Math.max(high, band);
        }
        if (position.tick < tick - 1 && band >= 0) break;
      }
      if (high < 0) continue;
      bands[low]?.push(pageSession);
      if (high !== low) bands[high]?.push(pageSession);
    }
    this.#lastTurns = this.#turns;
    this.#turns = new Map();
  }

  /**
   * The tracks of a window: as many as fit, and the others with the ticks that follow.
   * @param bytes they may take
   */
  windowTracks(window: number, { tick, now }: Moment, bytes: number): CursorTrack[] {
    const [from, to] = bandsOf(window);
    const movers = new Set<PageSession>();
    for (let band = from; band < to; band++) {
      for (const pageSession of this.#bands?.[band] ?? []) movers.add(pageSession);
    }
    const movedAgo = new Array<number>(RECENT_TICKS + 1).fill(0);
    for (const { movedTick } of movers) {
      const ago = tick - movedTick;
      movedAgo[ago] = (movedAgo[ago] ?? 0) + 1;
    }
    const most = Math.max(1, Math.floor(bytes / TRACK_BYTES));
    let turns = 1;
    let moved = movedAgo[0] ?? 0;
    while (moved > most * turns && turns < RECENT_TICKS) moved += movedAgo[turns++] ?? 0;
    this.#turns.set(window, turns);
    const after = tick - Math.max(turns, this.#lastTurns.get(window) ?? 1);
    const mostSamples = samplesThatFit(moved / turns, bytes);
    const tracks: CursorTrack[] = [];
    for (const pageSession of movers) {
      const { slot } = pageSession;
      if (slot === undefined || slot % turns !== tick % turns) continue;
      const samples = pageSession.samplesAfter(after, mostSamples, now);
      if (samples.length > 0) tracks.push({ slot, samples });
    }
    return tracks;
  }

  /** Whether coarse positions are still to be sent. */
  get roundPending(): boolean {
    return this.#slotsLeft > 0;
  }

  /**
   * Tracks for everybody: the next coarse positions of the round, and on a crowded page the cursors that have gone.
   * @param moved since the last tick
   * @param crowded false: only completes the round of a crowd that is over
   * @param ticks in a second
   */
  coarseTracks(
    bySlot: readonly (PageSession | undefined)[],
    moved: ReadonlySet<PageSession>,
    crowded: boolean,
    ticks: number,
    now: number,
  ): CursorTrack[] {
    const tracks = new Map<number, CursorTrack>();
    if (crowded) {
      if (moved.size > 0) this.#slotsLeft = bySlot.length;
      for (const { slot, last, recent } of moved) {
        const newest = recent.at(-1);
        if (last || !newest || slot === undefined) continue;
        tracks.set(slot, { slot, samples: [sampleOf(newest, now)] });
      }
    }
    let count = Math.min(this.#slotsLeft, Math.ceil((bySlot.length * 1000) / (ROUND_MS * ticks)));
    this.#slotsLeft -= count;
    for (; count > 0; count--) {
      this.#roundSlot = (this.#roundSlot + 1) % bySlot.length;
      const pageSession = bySlot[this.#roundSlot];
      const { slot, last } = pageSession ?? {};
      if (!pageSession || slot === undefined || !last || last.time <= pageSession.sharedTime) continue;
      if (!isSendable(last)) {
        // Once its anchor is announced it gets another turn.
        if (last.anchor && last.anchor.uses > 0) this.#slotsLeft = bySlot.length;
        continue;
      }
      pageSession.sharedTime = last.time;
      const flags = (last.flags & ~SAMPLE.press) | SAMPLE.coarse;
      tracks.set(slot, { slot, samples: [{ ...sampleOf(last, now), flags }] });
    }
    return [...tracks.values()];
  }
}
