import { html, nothing, render } from 'lit';
import type { Anchor } from '../../protocol/anchor.ts';
import { SAMPLE } from '../../protocol/cursor-frame.ts';
import type { DrawnPoint } from '../anchors/anchor-resolver.ts';
import { CursorMotion } from '../motion/cursor-motion.ts';
import type { MotionClock } from '../motion/motion-clock.ts';
import { offScreen, type OffScreen, type View } from '../anchors/off-screen.ts';
import { coloursOf } from '../shared/colours.ts';

/** A cursor that rests fades after so long, and goes after so long, in ms. A finger's mark goes soon. */
const IDLE_MS = 5_000;
const GONE_MS = 30_000;
const TOUCH_MS = 800;
const FADE_MS = 700;
/** What somebody typed at their cursor is seen for so long, in ms. */
const SAYS_MS = 5_000;
/** It is pointed out for so long, in ms. */
const FLASH_MS = 1_600;

/** Where a cursor was said to be. */
export interface CursorPlace {
  anchor: Anchor;
  flags: number;
  x: number;
  y: number;
  /** When the sample came, by the clock. */
  at: number;
  /** Where it was found, and in which epoch of the page. */
  point?: DrawnPoint | undefined;
  epoch: number;
}

/** The cursor of another session: where it is, how it looks, and the elements that show it. */
export class PeerCursor {
  readonly member: string;
  readonly element: HTMLElement;
  /** Where it is, or will be in a moment; undefined where it is nowhere. */
  place: CursorPlace | undefined;
  /** When it last moved, by the clock. */
  moved = 0;
  /** Where beyond the window's edges it was last drawn, if it was. */
  away: OffScreen | undefined;
  /** What is moved: an element without colours around the cursor, as styles with those take twice as long. */
  readonly #mover: HTMLElement;
  readonly #motion: CursorMotion<CursorPlace>;
  #touch = false;
  /** As it was last dressed. */
  #look = '';
  #says = '';
  #saidAt = -Infinity;
  #flashedAt = -Infinity;
  /** Nothing about it changes before this time, unless it moves or the page does. */
  #due = 0;

  /** @param reached called with each place when the cursor gets there */
  constructor(member: string, clock: MotionClock, reached: (place: CursorPlace) => void) {
    this.member = member;
    this.element = document.createElement('div');
    this.element.setAttribute('part', 'cursor');
    this.element.dataset['member'] = member;
    this.#mover = document.createElement('div');
    this.#mover.className = 'mover';
    this.#mover.append(this.element);
    this.#motion = new CursorMotion<CursorPlace>(clock, reached);
  }

  get moving(): boolean {
    return !this.#motion.settled;
  }

  /** When something about it changes by itself; never where infinite. */
  get due(): number {
    return this.#due;
  }

  get color(): string {
    return this.element.style.getPropertyValue('--_c');
  }

  /**
   * A sample.
   * @param flags of `SAMPLE`
   * @param age ms before the newest tick's time
   * @param at when it came, by the clock
   */
  move(flags: number, age: number, place: CursorPlace | undefined, at: number): void {
    // A finger leaves with every touch; its mark goes by itself.
    if (!place && this.#touch) return;
    this.#touch = (flags & SAMPLE.touch) !== 0;
    this.moved = at;
    this.#due = 0;
    this.place = place;
    this.#motion.push(age, place);
  }

  /** It is not on the page any more. */
  leave(): void {
    this.place = undefined;
    this.#due = 0;
    this.#motion.push(0, undefined);
  }

  /** @param text empty: what was said is over */
  showCursorChat(text: string, now: number): void {
    // What is over fades as it stands.
    if (text) {
      this.#says = text;
      this.moved = now;
    }
    this.#saidAt = text ? now : now - SAYS_MS;
    this.#due = 0;
  }

  /** Points it out, also where it has rested for long. */
  flash(now: number): void {
    this.moved = this.#flashedAt = now;
    this.#due = 0;
  }

  /**
   * Name and colour; they change seldom, and in a crowd there are many.
   * @param own what stands beside the name where it is one's own
   */
  dress(name: string, color: string, own: string): void {
    const says = this.#says;
    const look = JSON.stringify([name, color, own, says]);
    if (look === this.#look) return;
    this.#look = look;
    this.element.style.cssText = coloursOf({ color });
    render(
      html`<svg class="arrow" width="27" height="27" viewBox="-3 -3 27 27" aria-hidden="true">
          <path class="edge" d="M0 0 6.2 18 9.7 10.1 17.8 6.5Z" />
          <path d="M0 0 6.2 18 9.7 10.1 17.8 6.5Z" />
        </svg>
        <span class="mark"></span>
        <span class="label" part="cursor-label"><bdi>${name}</bdi>${own ? ` · ${own}` : nothing}</span
        >${says ? html`<bdi class="says" part="cursor-says">${says}</bdi>` : nothing}`,
      this.element,
    );
  }

  /**
   * Finds where it is; nothing is written to the document yet.
   * @returns writes it into a layer: `near` leaves out what is more than a window's size away
   */
  find(
    now: number,
    view: View,
    resolve: (place: CursorPlace) => DrawnPoint | undefined,
  ): (layer: HTMLElement, near: boolean) => void {
    const drawn = this.#motion.at(now, resolve);
    const { x = 0, y = 0, opacity = 0, place } = drawn ?? {};
    const rested = now - this.moved;
    const [idle, gone] = this.#touch ? [TOUCH_MS, TOUCH_MS] : [IDLE_MS, GONE_MS];
    const next = rested < idle ? idle : rested < gone ? gone : gone + FADE_MS;
    this.#due = Math.min(
      later(this.moved + next, now),
      later(this.#saidAt + SAYS_MS, now),
      later(this.#flashedAt + FLASH_MS, now),
    );
    let state = 'cursor';
    if (this.#touch) state += ' touch';
    if (place?.point?.certain === false) state += ' unsure';
    if (rested >= gone) state += ' gone';
    else if (rested >= idle) state += ' idle';
    if (now - this.#saidAt < SAYS_MS) state += ' saying';
    if (now - this.#flashedAt < FLASH_MS) state += ' flash';
    const hidden = place?.point?.hidden ?? false;
    const seen = drawn && rested < gone + FADE_MS;
    const away = (this.away = drawn && !hidden && rested < gone ? offScreen(drawn, view) : undefined);
    return (layer, near) => {
      const mover = this.#mover;
      const { element } = this;
      if (!seen || (near && away && away.screens > 1)) {
        mover.remove();
        return;
      }
      if (!mover.isConnected) layer.append(mover);
      element.hidden = hidden;
      if (element.className !== state) element.className = state;
      mover.style.opacity = opacity < 1 ? `${opacity}` : '';
      mover.style.transform = `translate(${x}px,${y}px)`;
    };
  }

  remove(): void {
    this.#mover.remove();
  }
}

function later(time: number, now: number): number {
  return time > now ? time : Infinity;
}
