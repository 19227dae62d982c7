import {
  html,
  nothing,
  render,
  type CSSResultGroup,
  type PropertyDeclarations,
  type PropertyValues,
} from 'lit';
import { SAMPLE, type CursorTick } from '../../protocol/cursor-frame.ts';
import type { Anchor } from '../../protocol/anchor.ts';
import { CursorChannel } from '../client/cursor-channel.ts';
import { isOwn } from '../controllers/is-own.ts';
import { LayoutController } from '../controllers/layout-controller.ts';
import { PointerController } from '../controllers/pointer-controller.ts';
import { PresenceController } from '../controllers/presence-controller.ts';
import { AnchorResolver, type DrawnPoint } from '../cursor/anchor.ts';
import { systemClock } from '../client/clock.ts';
import { CursorMotion } from '../cursor/cursor-motion.ts';
import { MotionClock } from '../cursor/motion-clock.ts';
import { coloursOf } from './colours.ts';
import { defineOnce } from './define-once.ts';
import { styles } from './live-presence-cursors.styles.ts';
import { internal, PresencePart } from './presence-part.ts';
import { tokens } from './tokens.styles.ts';
import { WORDS } from './words.ts';

/** A cursor that rests fades after so long, and goes after so long, in ms. A finger's mark goes soon. */
const IDLE_MS = 5_000;
const GONE_MS = 30_000;
const TOUCH_MS = 800;
const FADE_MS = 700;
/** Where a page changes all the time, what is known of its content is renewed no more often than this, in ms. */
const RENEW_MS = 500;

interface Place {
  anchor: Anchor;
  flags: number;
  x: number;
  y: number;
  /** Where it was found, and in which epoch of the page. */
  point?: DrawnPoint | undefined;
  epoch: number;
}

/** One session's cursor on this page. */
interface Cursor {
  motion: CursorMotion<Place>;
  /** What is moved: an element without colours around the cursor, as styles with those take twice as long. */
  mover: HTMLElement;
  element: HTMLElement;
  member: string;
  /** When it last moved, by the clock. */
  moved: number;
  touch: boolean;
}

/**
 * Draws the others' cursors where they are on the content, and tells the client where one's own is.
 *
 * Most visitors are alone: this module is loaded when the first other one is there.
 *
 * The layer has no size, and layout containment, so however far out a cursor is, the page does not get longer. It
 * lies in the document's own coordinates: scrolling carries the cursors without a script. Cursors are moved in one
 * loop of animation frames that sleeps when nothing moves, and are not Lit's: no render per move.
 *
 * @csspart cursor - One cursor. Its box's top left corner is the point; `data-member` is the member's id.
 * @csspart cursor-label - The name beside it.
 */
export class LivePresenceCursors extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    pointer: internal,
  };
  static override styles: CSSResultGroup = [tokens, styles];

  /** Where one's own pointer was before this module came. */
  declare pointer: { readonly at: PointerEvent | undefined } | undefined;

  readonly #layer = document.createElement('div');
  readonly #cursors = new Map<number, Cursor>();
  readonly #resolver = new AnchorResolver(document, { isOwn });
  readonly #time = new MotionClock();
  readonly #still = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #layout = new LayoutController((rebuilt) => {
    this.#moved = true;
    this.#rebuilt ||= rebuilt;
    this.#later();
  });
  readonly #pointer = new PointerController(() => this.client);
  #moved = true;
  #rebuilt = true;
  #renewed = -Infinity;
  /** Counts how often the page changed so that places have to be found anew. */
  #epoch = 0;
  #frame = 0;
  #rest: unknown;

  constructor() {
    super();
    new PresenceController(this, [], {
      slots: ({ freed, bound }) => {
        for (const slot of freed) this.#drop(slot);
        for (const { slot, member } of bound)
          if (this.#cursors.get(slot)?.member !== member) this.#drop(slot);
      },
      cursors: ({ tick, at }) => this.#receive(tick, at),
      roster: () => this.#cursors.forEach((cursor) => this.#dress(cursor)),
      reset: () => this.#clear(),
    });
    this.addController(this.#layout);
    this.addController(this.#pointer);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#clear();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('client')) return;
    this.#clear();
    this.#pointer.follow(this.client);
  }

  protected override firstUpdated(): void {
    this.#pointer.resume(this.pointer?.at);
  }

  protected override updated(changed: PropertyValues): void {
    // What came before this module is told now: by here the controllers listen to the client.
    if (changed.has('client')) this.client?.useCursors(CursorChannel);
  }

  protected override render(): unknown {
    return this.#layer;
  }

  #receive(tick: CursorTick, at: number): void {
    this.#time.still = this.#still.matches;
    this.#time.receive(tick.time, at);
    for (const { slot, samples } of tick.tracks) {
      const cursor = this.#cursors.get(slot) ?? this.#add(slot);
      for (const { age, flags, anchor: id, x, y } of cursor ? samples : []) {
        const anchor = this.client?.anchor(id);
        const gone = (flags & SAMPLE.gone) !== 0;
        if (!cursor || (!gone && !anchor)) continue;
        // A finger leaves with every touch; its mark goes by itself.
        if (gone && cursor.touch) continue;
        cursor.touch = (flags & SAMPLE.touch) !== 0;
        cursor.moved = at;
        cursor.motion.push(age, anchor && !gone ? { anchor, flags, x, y, epoch: 0 } : undefined);
      }
    }
    if (tick.snapshot) {
      const shown = new Set(tick.tracks.map(({ slot }) => slot));
      for (const [slot, { motion }] of this.#cursors) if (!shown.has(slot)) motion.push(0, undefined);
    }
    this.#layout.watch(this.#cursors.size > 0);
    this.#later();
  }

  #add(slot: number): Cursor | undefined {
    const member = this.client?.slots.get(slot)?.member;
    if (member === undefined) return undefined;
    const element = document.createElement('div');
    element.setAttribute('part', 'cursor');
    element.dataset['member'] = member;
    const mover = document.createElement('div');
    mover.className = 'mover';
    mover.append(element);
    const motion = new CursorMotion<Place>(this.#time);
    const cursor = { motion, mover, element, member, moved: 0, touch: false };
    this.#dress(cursor);
    this.#cursors.set(slot, cursor);
    return cursor;
  }

  /** Name and colour; they change seldom. */
  #dress({ element, member }: Cursor): void {
    const { roster, self } = this.client ?? {};
    const { name = '', color = '' } = roster?.members.get(member) ?? {};
    element.style.cssText = coloursOf({ color });
    render(
      html`<svg class="arrow" width="27" height="27" viewBox="-3 -3 27 27" aria-hidden="true">
          <path class="edge" d="M0 0 6.2 18 9.7 10.1 17.8 6.5Z" />
          <path d="M0 0 6.2 18 9.7 10.1 17.8 6.5Z" />
        </svg>
        <span class="mark"></span>
        <span class="label" part="cursor-label"
          ><bdi>${name}</bdi>${member === self?.id ? ` · ${WORDS.you}` : nothing}</span
        >`,
      element,
    );
  }

  #drop(slot: number): void {
    this.#cursors.get(slot)?.mover.remove();
    this.#cursors.delete(slot);
    if (this.#cursors.size === 0) this.#clear();
  }

  #clear(): void {
    this.#cursors.clear();
    this.#layer.replaceChildren();
    this.#layout.watch(false);
    cancelAnimationFrame(this.#frame);
    this.clock.clearTimeout(this.#rest);
    this.#frame = 0;
    this.#rest = undefined;
    this.#rebuilt = true;
    this.#renewed = -Infinity;
  }

  #later(): void {
    if (this.#cursors.size > 0) this.#frame ||= requestAnimationFrame(this.#draw);
  }

  readonly #resolve = (place: Place): DrawnPoint | undefined => {
    if (place.epoch !== this.#epoch) {
      place.epoch = this.#epoch;
      place.point = this.#resolver.point(place.anchor, place.flags, place.x, place.y);
    }
    return place.point;
  };

  readonly #draw = (frame: number): void => {
    this.#frame = 0;
    const now = this.clock === systemClock ? frame : this.clock.now();
    if (this.#rebuilt && now >= this.#renewed + RENEW_MS) {
      this.#resolver.forget();
      this.#rebuilt = false;
      this.#moved = true;
      this.#renewed = now;
    }
    if (this.#moved) {
      this.#resolver.invalidate();
      this.#moved = false;
      this.#epoch++;
    }
    // First all that reads the page's layout, then all that writes: one layout per frame at most.
    const writes: (() => void)[] = [];
    let moving = false;
    let rest = this.#rebuilt ? this.#renewed + RENEW_MS : Infinity;
    for (const cursor of this.#cursors.values()) {
      const { motion, moved, touch, mover, element } = cursor;
      const drawn = motion.at(now, this.#resolve);
      moving ||= !motion.settled;
      const { x = 0, y = 0, opacity = 0, place } = drawn ?? {};
      const rested = now - moved;
      const [idle, gone] = touch ? [TOUCH_MS, TOUCH_MS] : [IDLE_MS, GONE_MS];
      const next = [idle, gone, gone + FADE_MS].find((limit) => rested < limit);
      const seen = drawn && next;
      if (seen) rest = Math.min(rest, moved + next);
      let state = 'cursor';
      if (touch) state += ' touch';
      if (place?.point?.certain === false) state += ' unsure';
      if (rested >= gone) state += ' gone';
      else if (rested >= idle) state += ' idle';
      const hidden = place?.point?.hidden ?? false;
      writes.push(() => {
        if (!seen) {
          mover.remove();
          return;
        }
        if (!mover.isConnected) this.#layer.append(mover);
        element.hidden = hidden;
        if (element.className !== state) element.className = state;
        mover.style.opacity = opacity < 1 ? `${opacity}` : '';
        mover.style.transform = `translate(${x}px,${y}px)`;
      });
    }
    for (const write of writes) write();
    this.clock.clearTimeout(this.#rest);
    if (moving) {
      this.#later();
      return;
    }
    this.#rest =
      rest < Infinity ? this.clock.setTimeout(() => this.#later(), Math.max(20, rest - now + 20)) : undefined;
  };
}

defineOnce('live-presence-cursors', LivePresenceCursors);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-cursors': LivePresenceCursors;
  }
}
