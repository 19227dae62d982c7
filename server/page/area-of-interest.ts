import { SAMPLE } from '../../protocol/cursor-frame.ts';
import type { CursorTrack } from '../../protocol/cursor-frame.ts';
import { RECENT_TICKS, sampleOf } from './page-session.ts';
import type { Position, PageSession } from './page-session.ts';

/** Parts of a page's height, the finest that is told apart. */
const BANDS = 64;
/** The smallest window is this many bands high, each larger one twice as high as the one before. */
const SMALLEST = 2;
/** Everybody who moves has had a turn within this time, in ms; with the waits on the way that stays below 3 s. */
const TURN_MS = 2_300;
/** Bytes of a track with one sample, and of each further one; measured on real ticks, rounded up. */
const TRACK_BYTES = 9;
export const SAMPLE_BYTES = 6;

/**
 * Who is shown to whom on a page where too many move to show everybody everything.
 *
 * The page's height is cut into bands, and windows are laid over them: all of it, halves, quarters and so on, each
 * half over the next. A session sees through the smallest window that holds what it says it sees. Each window's
 * frame is made once for all who look through it: the movers in it at full pace, or in turns where even they are too
 * many. A second frame, the same for everybody, tells the rest by and by.
 */
export class AreaOfInterest {
  /** By band: visits that moved of late. */
  #bands: PageSession[][] | undefined;
  /** Ticks that each window needed for a round, when it was last made. */
  #rounds = new Map<number, number>();
  #nextRounds = new Map<number, number>();
  /** The slot that had its turn last, and how many are to have theirs before everybody has been seen to. */
  #turn = 0;
  #left = 0;

  /** Puts the movers of late where they are; before `near`. @param visits those that moved within the last ticks */
  sort(visits: Iterable<PageSession>, tick: number): void {
    const bands = (this.#bands ??= Array.from({ length: BANDS }, () => []));
    for (const band of bands) band.length = 0;
    for (const visit of visits) {
      // Where it came from still has to see it leave.
      let low = BANDS;
      let high = -1;
      for (let at = visit.recent.length - 1; at >= 0; at--) {
        const position = visit.recent[at];
        if (!position) break;
        const band = bandOf(position);
        if (band >= 0) {
          low = Math.min(low, band);
          high = Math.max(high, band);
        }
        if (position.tick < tick - 1 && band >= 0) break;
      }
      if (high < 0) continue;
      bands[low]?.push(visit);
      if (high !== low) bands[high]?.push(visit);
    }
    this.#rounds = this.#nextRounds;
    this.#nextRounds = new Map();
  }

  /**
   * Tracks for a window: as many as fit, those left out next.
   * @param bytes what they may take
   */
  near(window: number, tick: number, now: number, bytes: number): CursorTrack[] {
    const [from, to] = bandsOf(window);
    const visits = new Set<PageSession>();
    for (let band = from; band < to; band++) for (const visit of this.#bands?.[band] ?? []) visits.add(visit);
    const movers = new Array<number>(RECENT_TICKS + 1).fill(0);
    for (const { movedTick } of visits) {
      const since = tick - movedTick;
      movers[since] = (movers[since] ?? 0) + 1;
    }
    const most = Math.max(1, Math.floor(bytes / TRACK_BYTES));
    let round = 1;
    let moved = movers[0] ?? 0;
    while (moved > most * round && round < RECENT_TICKS) moved += movers[round++] ?? 0;
    this.#nextRounds.set(window, round);
    const after = tick - Math.max(round, this.#rounds.get(window) ?? 1);
    const samples = samplesThatFit(moved / round, bytes);
    const tracks: CursorTrack[] = [];
    for (const visit of visits) {
      const { slot } = visit;
      if (slot === undefined || slot % round !== tick % round) continue;
      const track = visit.since(after, samples, now);
      if (track.length > 0) tracks.push({ slot, samples: track });
    }
    return tracks;
  }

  /** Whether somebody's turn is still to come. */
  get busy(): boolean {
    return this.#left > 0;
  }

  /**
   * Tracks for everybody: the next few whose last position not everybody may have, and in a crowd who has gone.
   * @param visits by slot
   * @param moved those that moved since the last tick
   * @param crowded false: what is left of a crowd that is over
   */
  turn(
    visits: readonly (PageSession | undefined)[],
    moved: ReadonlySet<PageSession>,
    crowded: boolean,
    hz: number,
    now: number,
  ): CursorTrack[] {
    const tracks = new Map<number, CursorTrack>();
    if (crowded) {
      if (moved.size > 0) this.#left = visits.length;
      for (const { slot, last, recent } of moved) {
        const newest = recent.at(-1);
        if (last || !newest || slot === undefined) continue;
        tracks.set(slot, { slot, samples: [sampleOf(newest, now)] });
      }
    }
    let count = Math.min(this.#left, Math.ceil((visits.length * 1000) / (TURN_MS * (hz || 30))));
    this.#left -= count;
    for (; count > 0; count--) {
      this.#turn = (this.#turn + 1) % visits.length;
      const visit = visits[this.#turn];
      const { slot, last } = visit ?? {};
      if (!visit || slot === undefined || !last || last.time <= visit.turnedAt) continue;
      if (last.anchor && last.anchor.generation < 0) {
        // Its anchor is to be told first; then it is this one's turn again.
        if (last.anchor.uses > 0) this.#left = visits.length;
        continue;
      }
      visit.turnedAt = last.time;
      const flags = (last.flags & ~SAMPLE.press) | SAMPLE.coarse;
      tracks.set(slot, { slot, samples: [{ ...sampleOf(last, now), flags }] });
    }
    return [...tracks.values()];
  }
}

/** @returns how many samples each of so many tracks may have in so many bytes; at least one */
function samplesThatFit(tracks: number, bytes: number): number {
  return Math.max(1, Math.floor((bytes / Math.max(1, tracks) - TRACK_BYTES) / SAMPLE_BYTES) + 1);
}

/**
 * @param top fraction of the page's height, as is `bottom`
 * @returns the number of the smallest window that holds both
 */
export function windowOf(top: number, bottom: number): number {
  const first = Math.min(BANDS - 1, Math.floor(top * BANDS));
  const last = Math.max(first, Math.min(BANDS - 1, Math.ceil(bottom * BANDS) - 1));
  for (let height = SMALLEST; height < BANDS; height *= 2) {
    const start = first - (first % (height / 2));
    if (last < start + height) return height * BANDS + Math.min(start, BANDS - height);
  }
  return 0;
}

/** @returns the first band of a window, and the one after its last */
function bandsOf(window: number): [number, number] {
  const height = Math.floor(window / BANDS) || BANDS;
  const start = window % BANDS;
  return [start, start + height];
}

/** @returns -1 where it is nowhere */
function bandOf({ anchor, flags, y }: Position): number {
  if (!anchor) return -1;
  const [, top, , height] = anchor.anchor.box;
  const inside = flags & SAMPLE.text || anchor.anchor.beside ? 0.5 : y / 0xffff;
  return Math.min(BANDS - 1, Math.floor((top + height * inside) * BANDS));
}
