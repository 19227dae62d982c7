import type { Clock } from '../../../protocol/clock.ts';
import { MAX_AGE, SAMPLE, encodeUplink } from '../../../protocol/cursor-frame.ts';
import type { CursorSample, CursorTick } from '../../../protocol/cursor-frame.ts';
import type { AnchorMessage, CursorChatMessage, ViewMessage } from '../../../protocol/messages.ts';
import { AnchorIds } from './anchor-ids.ts';
import type { Place } from './place.ts';
import { sampleSpacing, thinned } from './sample-spacing.ts';
import type { TickPhase } from './tick-phase.ts';
import { Throttle } from '../throttle.ts';

export interface CursorSenderLink {
  /** Bytes waiting to be sent. */
  readonly queued: number;
  /** @returns whether it was sent */
  send(message: AnchorMessage | ViewMessage | CursorChatMessage): boolean;
  /** @returns whether they were sent */
  sendBytes(bytes: Uint8Array<ArrayBuffer>): boolean;
}

/** Where the pointer was at a time of the clock; without a place: nowhere. */
interface Sample {
  time: number;
  place: Place | undefined;
  /** `SAMPLE.press` or 0. */
  press: number;
}

/** Frames a second of a page on which few move. */
const QUICK_HZ = 30;
/** Samples in one frame. */
const MAX_SAMPLES = 16;
/** With more than this waiting to be sent, cursors only add to the queue. */
const CONGESTED_BYTES = 8 * 1024;
/** The view is sent in these parts of the page's height. */
const BANDS = 64;
/** Shortest times between two views, and two texts at the cursor, in ms. */
const VIEW_MS = 250;
const CHAT_MS = 200;
/** Wait after a refusal without a time, in ms. */
const RETRY_MS = 1_000;

/**
 * Sends the visitor's own cursor at the rate that the server sets, and what belongs to it: the view and the cursor chat.
 *
 * Silent without a rate (alone, not connected) and while the page is hidden; then nothing is collected either. On a
 * page without ticks, the first movement is sent at once; otherwise movements are collected, and sent together with
 * their times right before the next tick. The last position before a standstill always goes out.
 */
export class CursorSender {
  readonly #clock: Clock;
  readonly #link: CursorSenderLink;
  readonly #ids: AnchorIds;
  readonly #view: Throttle<ViewMessage>;
  readonly #chat: Throttle<CursorChatMessage>;
  #hz: number | undefined;
  #crowd = false;
  #hidden = false;
  #place: Place | undefined;
  /** The server has a position of ours, or may have. */
  #shown = false;
  #samples: Sample[] = [];
  /** Time of the newest sample that was sent. */
  #sampledAt = -Infinity;
  #sentAt = -Infinity;
  #timer: (() => void) | undefined;
  /** Loaded where the page has slower ticks, because many move on it or on the server: then it saves most. */
  #phase: TickPhase | undefined;

  constructor(clock: Clock, link: CursorSenderLink) {
    this.#clock = clock;
    this.#link = link;
    this.#ids = new AnchorIds((message) => link.send(message));
    this.#view = new Throttle(clock, VIEW_MS, (view) => this.#crowd && link.send(view));
    this.#chat = new Throttle(clock, CHAT_MS, (chat) => link.send(chat));
  }

  /** Frames a second; undefined until the server sets it. */
  get hz(): number | undefined {
    return this.#hz;
  }

  /** A new connection, or the old one after a loss: the server may have none of our anchors. @param maxIds anchors at once */
  start(maxIds: number): void {
    this.#ids.max = maxIds;
    this.#ids.clear();
    this.#phase?.clear();
    this.#crowd = false;
    this.#rest();
  }

  /** The connection is lost: silent until the next `rate`. The place is kept. */
  stop(): void {
    this.#hz = undefined;
    this.#shown = true;
    this.#rest();
    this.#view.stop();
    this.#chat.stop();
  }

  /** Another page: place and anchors belonged to the old one. */
  clear(): void {
    this.stop();
    this.start(this.#ids.max);
    this.#place = undefined;
    this.#shown = false;
  }

  /**
   * The server sets the rate. After a silence the present place is sent at once.
   * @param crowd too many move to be shown to everybody: the server needs the view
   */
  rate(hz: number, crowd: boolean): void {
    const before = this.#hz;
    this.#hz = hz > 0 ? hz : 0;
    if (this.#hz < QUICK_HZ)
      import('./tick-phase.ts').then(
        ({ TickPhase }) => (this.#phase ??= new TickPhase(MAX_AGE)),
        // The next rate tries again.
        () => 0,
      );
    if (!this.#hz) this.#rest();
    else if (!before) {
      if (this.#place || this.#shown) this.#add(this.#place, 0, true);
      this.#chat.resend();
    } else if (this.#samples.length > 0) this.#sendWhenDue();
    if (crowd === this.#crowd) return;
    this.#crowd = crowd;
    this.#view.resend();
  }

  setHidden(hidden: boolean): void {
    if (hidden) this.move(undefined);
    this.#hidden = hidden;
  }

  /** What part of the page the visitor sees, in fractions of its height. */
  setView(top: number, bottom: number): void {
    const fraction = (bands: number) => Math.min(1, Math.max(0, bands / BANDS));
    this.#view.set({
      type: 'view',
      top: fraction(Math.floor(top * BANDS)),
      bottom: fraction(Math.ceil(bottom * BANDS)),
    });
  }

  /** A tick has come. @param slot the visitor's own */
  heard(tick: CursorTick, slot: number | undefined): void {
    this.#phase?.heard(tick, slot, this.#clock.now());
  }

  /** The text at the visitor's cursor. */
  setChat(text: string): void {
    this.#chat.set({ type: 'cursor_chat', text });
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
   * The server rejected an anchor: which ones it has is no longer known.
   * @param wait ms until it accepts more, if the server says so
   */
  refused(wait = RETRY_MS): void {
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
    const now = this.#clock.now();
    const free = this.#sentAt + interval;
    const wait = (this.#phase?.next(free, now, interval) ?? free) - now;
    this.#timer?.();
    if (wait <= 0 && this.#link.queued <= CONGESTED_BYTES) this.#send();
    else this.#timer = this.#clock.after(wait > 0 ? wait : interval, () => this.#sendWhenDue());
  }

  #send(): void {
    const now = this.#clock.now();
    const all = this.#samples;
    const newest = all.at(-1);
    const recent = all.filter(
      ({ time, press }, i) =>
        // Old libraries replace `filter` by one that does not give the list.
        i === all.length - 1 ||
        (now - time <= MAX_AGE &&
          // The newest counts more than the one right before it.
          (press || !newest?.place || i < all.length - 2 || newest.time - time >= sampleSpacing(this.#hz))),
    );
    this.#rest();
    const samples = thinned(recent, Math.min(MAX_SAMPLES, this.#ids.max)).flatMap(
      ({ time, place, press }): CursorSample | [] => {
        const age = now - time;
        if (!place) return { age, flags: SAMPLE.gone, anchor: 0, x: 0, y: 0 };
        const anchor = this.#ids.of(place);
        return anchor === undefined
          ? []
          : { age, flags: place.flags | press, anchor, x: place.x, y: place.y };
      },
    );
    const last = samples.at(-1);
    if (!last || !this.#link.sendBytes(encodeUplink({ clock: now, samples }))) return;
    this.#sentAt = Math.max(now, this.#sentAt);
    this.#sampledAt = now - last.age;
    this.#phase?.sent(last.x, last.y, this.#sampledAt);
    this.#shown = !(last.flags & SAMPLE.gone);
  }

  /** Nothing is waiting to be sent. */
  #rest(): void {
    this.#timer?.();
    this.#samples = [];
  }
}
