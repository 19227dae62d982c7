import { html, nothing, render } from 'lit';
import { SAMPLE } from '../../protocol/cursor-frame.ts';
import type { DrawnPoint } from '../anchors/anchor-resolver.ts';
import { offScreen, type OffScreen, type View } from '../anchors/off-screen.ts';
import { toJson } from '../client/connection/json.ts';
import { CursorMotion } from '../motion/cursor-motion.ts';
import type { MotionClock } from '../motion/motion-clock.ts';
import { paint } from '../shared/colours.ts';
import type { CursorPlace } from './place-cache.ts';

/** A cursor that stands still fades after so long, and vanishes after so long, in ms. A finger's mark vanishes soon. */
const IDLE_MS = 5_000;
const GONE_MS = 30_000;
const TOUCH_MS = 800;
const FADE_MS = 700;
/** Cursor chat is shown for so long after its last change, in ms. */
const CHAT_MS = 5_000;
/** A cursor that was scrolled to is pointed out for so long, in ms. */
const FLASH_MS = 1_600;

/** The cursor of another session: where it is, how it looks, and the elements that show it. */
export class PeerCursor {
  readonly member: string;
  readonly element: HTMLElement;
  /** The newest place; the cursor is drawn there a moment later. Undefined while it is not on the page. */
  place: CursorPlace | undefined;
  /** When it last moved, by the clock. */
  movedAt = 0;
  /** Its look does not change by itself before this time. */
  due = 0;
  /** How far beyond the window's edge it was last drawn, if it was. */
  offScreen: OffScreen | undefined;
  /** The element that moves. It has no custom properties of its own: with those, styling it takes twice as long. */
  readonly #mover: HTMLElement;
  readonly #motion: CursorMotion<CursorPlace>;
  #touch = false;
  /** What its elements were last rendered from. */
  #rendered = '';
  #chat = '';
  #chatAt = -Infinity;
  #flashedAt = -Infinity;

  /** @param reached called with each place when the cursor is drawn there */
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

  get color(): string {
    return this.element.style.getPropertyValue('--_c');
  }

  /**
   * Takes a sample.
   * @param flags of `SAMPLE`
   * @param age ms before the newest tick's time
   * @param place undefined if the cursor left the page
   * @param at when the sample was received, by the clock
   */
  move(flags: number, age: number, place: CursorPlace | undefined, at: number): void {
    // A finger leaves the page after each touch; its mark fades by itself.
    if (!place && this.#touch) return;
    this.#touch = (flags & SAMPLE.touch) !== 0;
    this.movedAt = at;
    this.due = 0;
    this.place = place;
    this.#motion.push(age, place);
  }

  /** The cursor is no longer on the page. */
  leave(): void {
    this.place = undefined;
    this.due = 0;
    this.#motion.push(0, undefined);
  }

  /** @param text empty once its owner has closed the cursor chat */
  showCursorChat(text: string, now: number): void {
    // The last text stays while it fades out.
    if (text) {
      this.#chat = text;
      this.movedAt = now;
    }
    this.#chatAt = text ? now : now - CHAT_MS;
    this.due = 0;
  }

  /** Points it out, even if it had faded. */
  flash(now: number): void {
    this.movedAt = this.#flashedAt = now;
    this.due = 0;
  }

  /**
   * Renders the arrow, the name and the chat, which change seldom: not part of the frame loop.
   * @param own stands beside the name if the cursor is the visitor's own, in another tab
   */
  renderContent(name: string, color: string, own: string): void {
    const chat = this.#chat;
    const content = toJson([name, color, own, chat]);
    if (content === this.#rendered) return;
    this.#rendered = content;
    this.element.style.cssText = paint({ color });
    render(
      html`<svg class="arrow" width="27" height="27" viewBox="-3 -3 27 27" aria-hidden="true">
          <path class="edge" d="M0 0 6.2 18 9.7 10.1 17.8 6.5Z" />
          <path d="M0 0 6.2 18 9.7 10.1 17.8 6.5Z" />
        </svg>
        <span class="mark"></span>
        <span class="label" part="cursor-label"><bdi>${name}</bdi>${own ? ` · ${own}` : nothing}</span
        >${chat ? html`<bdi class="chat" part="cursor-says">${chat}</bdi>` : nothing}`,
      this.element,
    );
  }

  /**
   * Finds where the cursor is; nothing is written to the document yet.
   * @returns writes it into a layer; `near` leaves the cursor out if it is more than a window's size away
   */
  find(
    now: number,
    view: View,
    resolve: (place: CursorPlace) => DrawnPoint | undefined,
  ): (layer: HTMLElement, near: boolean) => void {
    const drawn = this.#motion.at(now, resolve);
    const { x = 0, y = 0, opacity = 0, place } = drawn ?? {};
    const still = now - this.movedAt;
    const [idle, gone] = this.#touch ? [TOUCH_MS, TOUCH_MS] : [IDLE_MS, GONE_MS];
    const next = still < idle ? idle : still < gone ? gone : gone + FADE_MS;
    this.due = Math.min(
      later(this.movedAt + next, now),
      later(this.#chatAt + CHAT_MS, now),
      later(this.#flashedAt + FLASH_MS, now),
    );
    let state = 'cursor';
    if (this.#touch) state += ' touch';
    if (place?.point?.certain === false) state += ' unsure';
    if (still >= gone) state += ' gone';
    else if (still >= idle) state += ' idle';
    if (now - this.#chatAt < CHAT_MS) state += ' chatting';
    if (now - this.#flashedAt < FLASH_MS) state += ' flash';
    const hidden = place?.point?.hidden ?? false;
    const seen = drawn && still < gone + FADE_MS;
    const off = (this.offScreen = drawn && !hidden && still < gone ? offScreen(drawn, view) : undefined);
    return (layer, near) => {
      const mover = this.#mover;
      const { element } = this;
      if (!seen || (near && off && off.screens > 1)) {
        this.remove();
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
    // Prototype.js's `remove` throws where there is no parent.
    if (this.#mover.isConnected) this.#mover.remove();
  }
}

function later(time: number, now: number): number {
  return time > now ? time : Infinity;
}
