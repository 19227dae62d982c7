import { MAX_AGE, SAMPLE, encodeUplink } from '../../protocol/cursor-frame.ts';
import type { CursorSample } from '../../protocol/cursor-frame.ts';
import type { AnchorMessage } from '../../protocol/messages.ts';
import type { Clock } from '../../protocol/clock.ts';
import type { Place } from './place.ts';

/** What the sender needs of the connection. */
export interface CursorLink {
  /** Bytes that wait to leave. */
  readonly queued: number;
  /** Both say whether it was sent. */
  send(message: AnchorMessage): boolean;
  sendBytes(bytes: Uint8Array<ArrayBuffer>): boolean;
}

/** Where the pointer was at a time of the clock; nowhere without a place. */
interface Sample {
  time: number;
  place: Place | undefined;
  /** `SAMPLE.press` or 0. */
  press: number;
}

/** In ms: 20 samples a second carry a hand, and a page that is paced quickly has room for more. */
const MIN_SPACING_MS = 33;
const MAX_SPACING_MS = 50;
/** Samples in one frame. */
const MAX_SAMPLES = 16;
/** The server takes no longer anchor, in characters of its JSON. */
const ANCHOR_LENGTH = 2048;
/** While more waits to leave, a frame of cursors only adds to it. */
const CROWDED_BYTES = 8 * 1024;

/**
 * Tells the server where one's own pointer is, at the pace the server wants.
 *
 * Silent without a rate (alone, not connected) and while the page is hidden; then nothing is gathered either. The
 * first movement after a rest is sent at once, later ones are gathered and sent together with their times, and
 * the last position before a standstill always goes out.
 */
export class CursorSender {
  readonly #clock: Clock;
  readonly #link: CursorLink;
  #hz: number | undefined;
  #hidden = false;
  #place: Place | undefined;
  /** The server holds a position of ours. */
  #shown = false;
  #samples: Sample[] = [];
  /** Time of the newest sample that was sent. */
  #sampledAt = -Infinity;
  #sentAt = -Infinity;
  #timer: (() => void) | undefined;
  /** Ids by the anchor's key, the least recently used first. */
  readonly #ids = new Map<string, number>();
  #maxIds = 64;

  constructor(clock: Clock, link: CursorLink) {
    this.#clock = clock;
    this.#link = link;
  }

  /** Frames a second; undefined while the server has not said. */
  get hz(): number | undefined {
    return this.#hz;
  }

  /** On a new connection the server knows none of our anchors and no position. @param maxIds anchors at once */
  start(maxIds: number): void {
    this.#maxIds = maxIds;
    this.#ids.clear();
    this.#shown = false;
    this.#rest();
  }

  /** The connection is lost: silence until the next `rate`. The place is kept. */
  stop(): void {
    this.#hz = undefined;
    this.#rest();
  }

  /** Another page: the place and the anchors were of the old one. */
  clear(): void {
    this.stop();
    this.start(this.#maxIds);
    this.#place = undefined;
  }

  /** The server sets the pace. Where it was silent before, the present place is sent at once. */
  rate(hz: number): void {
    const before = this.#hz;
    this.#hz = hz > 0 ? hz : 0;
    if (!this.#hz) this.#rest();
    else if (!before) {
      if (this.#place || this.#shown) this.#add(this.#place, 0, true);
    } else if (this.#samples.length > 0) this.#sendWhenDue();
  }

  setHidden(hidden: boolean): void {
    if (hidden) this.move(undefined);
    this.#hidden = hidden;
  }

  /** @param place undefined: the pointer is nowhere, which is sent at once */
  move(place: Place | undefined): void {
    const before = this.#place;
    if (
      this.#hidden ||
      (place && before
        ? place.key === before.key &&
          place.x === before.x &&
          place.y === before.y &&
          place.flags === before.flags
        : place === before)
    ) {
      return;
    }
    this.#add(place, 0, !place);
  }

  /** A click or tap. */
  press(place: Place): void {
    if (!this.#hidden) this.#add(place, SAMPLE.press);
  }

  /**
   * The server did not take an anchor: what it has under our ids is not known any more.
   * @param wait ms until it takes more
   */
  refused(wait: number): void {
    this.#ids.clear();
    this.#sentAt = this.#clock.now() + wait;
    if (this.#place) this.#add(this.#place, 0);
  }

  #add(place: Place | undefined, press: number, now = false): void {
    this.#place = place;
    if (!this.#hz) return;
    const samples = this.#samples;
    const time = this.#clock.now();
    const last = samples.at(-1);
    if (
      last?.place &&
      !last.press &&
      last.time - (samples.at(-2)?.time ?? this.#sampledAt) < sampleSpacing(this.#hz)
    ) {
      samples.pop();
    }
    samples.push({ time, place, press });
    if (samples.length > 2 * MAX_SAMPLES) this.#samples = thinned(samples, MAX_SAMPLES);
    if (now) this.#send();
    else this.#sendWhenDue();
  }

  #sendWhenDue(): void {
    const interval = 1000 / (this.#hz || 1);
    const wait = this.#sentAt + interval - this.#clock.now();
    this.#timer?.();
    if (wait <= 0 && this.#link.queued <= CROWDED_BYTES) this.#send();
    else this.#timer = this.#clock.after(wait > 0 ? wait : interval, () => this.#sendWhenDue());
  }

  #send(): void {
    const now = this.#clock.now();
    const newest = this.#samples.at(-1);
    const recent = this.#samples.filter(
      ({ time, press }, i, all) =>
        i === all.length - 1 ||
        (now - time <= MAX_AGE &&
          // The newest counts more than the one right before it.
          (press || !newest?.place || i < all.length - 2 || newest.time - time >= sampleSpacing(this.#hz))),
    );
    this.#rest();
    const samples = thinned(recent, Math.min(MAX_SAMPLES, this.#maxIds)).flatMap(
      ({ time, place, press }): CursorSample | [] => {
        const age = now - time;
        if (!place) return { age, flags: SAMPLE.gone, anchor: 0, x: 0, y: 0 };
        const anchor = this.#id(place);
        return anchor === undefined
          ? []
          : { age, flags: place.flags | press, anchor, x: place.x, y: place.y };
      },
    );
    const last = samples.at(-1);
    if (!last || !this.#link.sendBytes(encodeUplink({ clock: now, samples }))) return;
    this.#sentAt = Math.max(now, this.#sentAt);
    this.#sampledAt = now - last.age;
    this.#shown = !(last.flags & SAMPLE.gone);
  }

  /** The anchor's number, told to the server first where it does not know it. */
  #id({ key, anchor }: Place): number | undefined {
    const ids = this.#ids;
    let id = ids.get(key);
    if (id === undefined) {
      if (JSON.stringify(anchor).length > ANCHOR_LENGTH) return undefined;
      id = ids.size;
      const oldest = ids.entries().next().value;
      if (id >= this.#maxIds && oldest) {
        id = oldest[1];
        ids.delete(oldest[0]);
      }
      if (!this.#link.send({ type: 'anchor', id, anchor })) return undefined;
    }
    ids.delete(key);
    ids.set(key, id);
    return id;
  }

  /** Nothing waits to be sent any more. */
  #rest(): void {
    this.#timer?.();
    this.#samples = [];
  }
}

/**
 * How close together, in ms, samples are where `hz` frames a second are sent; not so the newest, and clicks. Less than
 * a frame's interval: a screen's refreshes don't fall together with it, and what is held back is late.
 */
export function sampleSpacing(hz = 0): number {
  return Math.max(MIN_SPACING_MS, Math.min(MAX_SPACING_MS, 750 / hz));
}

/** At most `count`, evenly spread, the newest among them. */
function thinned(samples: Sample[], count: number): Sample[] {
  if (samples.length <= count) return samples;
  const rank = (i: number) => Math.floor((i * count) / samples.length);
  return samples.filter((_, i) => rank(i + 1) > rank(i));
}
