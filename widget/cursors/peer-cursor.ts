import { html, render } from 'lit';
import { SAMPLE } from '../../protocol/cursor-frame.ts';
import type { DrawnPoint } from '../anchors/anchor-resolver.ts';
import { offScreen, type OffScreen, type View } from '../anchors/off-screen.ts';
import { toJson } from '../client/connection/json.ts';
import { CursorMotion, type DrawnCursor } from '../motion/cursor-motion.ts';
import type { MotionClock } from '../motion/motion-clock.ts';
import { paint } from '../shared/colours.ts';
import type { CursorPlace } from './place-cache.ts';

/** Its label is shown while a cursor moves, and so long after, in ms. */
const NAMED_MS = 1_500;
/** A cursor that stands still fades after so long, and vanishes after so long, in ms. A finger's mark vanishes soon. */
const IDLE_MS = 5_000;
const GONE_MS = 30_000;
const TOUCH_MS = 800;
const FADE_MS = 700;
/** Cursor chat is shown for so long after its last change, in ms. */
const CHAT_MS = 5_000;
/** A cursor that was scrolled to is pointed out for so long, in ms. */
const FLASH_MS = 1_600;
/** Whose cursor it is. */
export interface CursorPerson {
  name: string;
  color: string;
  /** Number of the second tone. */
  tone?: number | undefined;
  /** Stands beside the name if the cursor is the visitor's own, in another tab. */
  own: string;
}

/** Renders what stands around an arrow. @param chat what its owner says at it */
export type DrawContent = (element: HTMLElement, person: CursorPerson, chat: string) => void;

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
  /** Where it was last drawn, if it was. */
  drawn: DrawnCursor<CursorPlace> | undefined;
  /** Its label is to be shown. */
  named = false;
  /** Something is said at it. */
  chatting = false;
  /** It is shown in any case: something is said, it was scrolled to, or a finger touches. */
  pointing = false;
  /** Classes that say where its label stands; for `dress`. */
  side = '';
  /** What its elements were last rendered from. */
  content = '';
  /** How far beyond the window's edge it was last drawn, if it was. */
  offScreen: OffScreen | undefined;
  /** The element that moves. It has no custom properties of its own: with those, styling it takes twice as long. */
  readonly #mover: HTMLElement;
  readonly #motion: CursorMotion<CursorPlace>;
  /** Its place cannot be seen, as far as is known. */
  #hidden = false;
  #touch = false;
  /** Classes that say how it looks. */
  #state = '';
  #person: CursorPerson = { name: '', color: '', own: '' };
  #draw: DrawContent | undefined;
  #chat = '';
  #chatAt = -Infinity;
  #flashedAt = -Infinity;

  /** @param reached called with each place when the cursor is drawn there */
  constructor(member: string, clock: MotionClock, reached: (place: CursorPlace) => void) {
    this.member = member;
    this.element = document.createElement('div');
    this.element.setAttribute('part', 'cursor');
    this.element.dataset['member'] = member;
    // Not in the tab order, as it comes and goes.
    this.element.tabIndex = -1;
    this.element.role = 'group';
    render(
      html`<svg class="arrow" width="27" height="27" viewBox="-3 -3 27 27" aria-hidden="true">
          <path class="edge" d="M0 0 6.2 18 9.7 10.1 17.8 6.5Z" />
          <path class="tone" />
          <path class="ring" d="M0 0 6.2 18 9.7 10.1 17.8 6.5Z" />
        </svg>
        <div></div>`,
      this.element,
    );
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
   * Renders the name and the chat, which change seldom: not part of the frame loop.
   * @param draw undefined until that has loaded; there is nothing but the arrow then
   */
  renderContent(person = this.#person, draw = this.#draw): void {
    const { element } = this;
    const chat = this.#chat;
    const content = toJson([person, chat, !draw]);
    if (content === this.content) return;
    this.content = content;
    this.#person = person;
    this.#draw = draw;
    element.style.cssText = paint(person);
    element.ariaLabel = person.name;
    draw?.(element, person, chat);
  }

  /**
   * Finds where the cursor is; nothing is written to the document yet.
   * @param look also whether that place can be seen, which takes time on a large page; at rest in any case
   * @returns writes it into a layer; `near` leaves the cursor out if it is more than a window's size away
   */
  find(
    now: number,
    view: View,
    resolve: (place: CursorPlace) => DrawnPoint | undefined,
    look: boolean,
  ): (layer: HTMLElement, near: boolean) => void {
    const drawn = this.#motion.at(now, resolve);
    const { x = 0, y = 0, opacity = 0, place } = drawn ?? {};
    const still = now - this.movedAt;
    const said = now - this.#chatAt;
    const flash = now - this.#flashedAt < FLASH_MS;
    const [idle, gone] = this.#touch ? [TOUCH_MS, TOUCH_MS] : [IDLE_MS, GONE_MS];
    this.due = Infinity;
    for (const time of [
      ...[NAMED_MS, idle, gone, gone + FADE_MS].map((ms) => this.movedAt + ms),
      ...[CHAT_MS, CHAT_MS + FADE_MS].map((ms) => this.#chatAt + ms),
      this.#flashedAt + FLASH_MS,
    ])
      if (time > now) this.due = Math.min(this.due, time);
    this.chatting = said < CHAT_MS;
    this.named = still < NAMED_MS || said < CHAT_MS + FADE_MS || flash;
    this.pointing = this.chatting || flash || this.#touch;
    let state = 'cursor';
    if (this.named) state += ' named';
    if (this.#touch) state += ' touch';
    if (place?.point?.certain === false) state += ' unsure';
    if (still >= gone) state += ' gone';
    else if (still >= idle) state += ' idle';
    if (this.chatting) state += ' chatting';
    if (flash) state += ' flash';
    this.#state = state;
    if (look || !this.moving) this.#hidden = place?.point?.hidden ?? false;
    const hidden = this.#hidden;
    const seen = drawn && still < gone + FADE_MS;
    const off = (this.offScreen = drawn && !hidden && still < gone ? offScreen(drawn, view) : undefined);
    this.drawn = seen && !hidden && !off ? drawn : undefined;
    return (layer, near) => {
      const mover = this.#mover;
      if (!seen || (near && off && off.screens > 1)) {
        this.remove();
        return;
      }
      if (said >= CHAT_MS + FADE_MS && this.#chat) {
        this.#chat = '';
        this.renderContent();
      }
      if (!mover.isConnected) layer.append(mover);
      this.element.hidden = hidden;
      this.dress();
      mover.style.opacity = opacity < 1 ? `${opacity}` : '';
      mover.style.transform = `translate(${x}px,${y}px)`;
    };
  }

  /** Sets its classes. */
  dress(): void {
    const { element } = this;
    const wanted = this.#state + this.side;
    if (element.className !== wanted) element.className = wanted;
  }

  remove(): void {
    // Prototype.js's `remove` throws where there is no parent.
    if (this.#mover.isConnected) this.#mover.remove();
  }
}
