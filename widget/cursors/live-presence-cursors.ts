import type { CSSResultGroup, PropertyDeclarations, PropertyValues } from 'lit';
import { SAMPLE, type CursorTick } from '../../protocol/cursor-frame.ts';
import { CURSOR_CHAT_LENGTH } from '../../protocol/limits.ts';
import type { Pin } from '../../protocol/chat.ts';
import { CursorReceiver } from '../client/cursor-receiver.ts';
import { CursorSender } from '../client/cursor-sender.ts';
import { FullscreenController } from './fullscreen-controller.ts';
import { HotkeyController } from './hotkey-controller.ts';
import { isOwn } from '../shared/is-own.ts';
import { LayoutController } from './layout-controller.ts';
import { PointerController } from './pointer-controller.ts';
import { PresenceController } from '../shared/presence-controller.ts';
import { AnchorResolver, type DrawnPoint } from '../anchors/anchor-resolver.ts';
import { systemClock } from '../client/clock.ts';
import { MotionClock } from '../motion/motion-clock.ts';
import { currentView, type View } from '../anchors/off-screen.ts';
import { pinAt, scrollToPin } from '../anchors/pin.ts';
import { scrollToPlace } from '../anchors/scroll-to-place.ts';
import { defineOnce } from '../shared/define-once.ts';
import { styles } from './live-presence-cursors.styles.ts';
import type { OffscreenPerson } from './live-presence-offscreen.ts';
import './live-presence-offscreen.ts';
import { PeerCursor, type CursorPlace } from './peer-cursor.ts';
import { internal, PresencePart } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';

/** A click is shown for so long, in ms. */
const RIPPLE_MS = 700;
/** A click that came longer ago is not shown any more, in ms. */
const RIPPLE_LATE_MS = 2_000;
/** Who lies beyond the window's edges is told again after so long, in ms. */
const EDGES_MS = 1_000;
/** With more cursors than this those more than a window's size away are left out of the document. */
const MANY = 100;
/** Where a page changes all the time, what is known of its content is renewed no more often than this, in ms. */
const RENEW_MS = 500;

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
 * @csspart cursor-says - What its owner types at it.
 */
export class LivePresenceCursors extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    pointer: internal,
    others: internal,
    own: internal,
    hotkey: internal,
  };
  static override styles: CSSResultGroup = [tokens, styles];

  /** Where one's own pointer was before this module came. */
  declare pointer: { readonly at: PointerEvent | undefined } | undefined;
  /** Whether others' cursors are drawn. */
  declare others: boolean;
  /** Whether one's own is sent. */
  declare own: boolean;
  /** Key that opens the cursor chat; none where empty. */
  declare hotkey: string;

  readonly #layer = document.createElement('div');
  readonly #cursors = new Map<number, PeerCursor>();
  readonly #resolver = new AnchorResolver(document, { isOwn });
  readonly #time = new MotionClock();
  readonly #still = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #layout = new LayoutController((rebuilt) => {
    this.#moved = true;
    this.#rebuilt ||= rebuilt;
    this.#later();
  });
  readonly #pointer = new PointerController(() => (this.own ? this.client : undefined));
  /** Clicks that are to be shown in this frame. */
  readonly #pressed: { place: CursorPlace; cursor: PeerCursor }[] = [];
  #edgesAt = -Infinity;
  #edgesTimer: (() => void) | undefined;
  #view: View = { left: 0, top: 0, width: 0, height: 0 };
  #moved = true;
  #rebuilt = true;
  #renewed = -Infinity;
  /** Counts how often the page changed so that places have to be found anew. */
  #epoch = 0;
  #frame = 0;
  #rest: (() => void) | undefined;

  constructor() {
    super();
    this.others = this.own = true;
    this.hotkey = '';
    new PresenceController(this, [], {
      slots: ({ freed, bound }) => {
        for (const slot of freed) this.#drop(slot);
        for (const { slot, member } of bound)
          if (this.#cursors.get(slot)?.member !== member) this.#drop(slot);
      },
      cursors: ({ tick, at }) => this.#receive(tick, at),
      cursorChat: ({ slot, text }) => this.#hear(slot, text),
      roster: () => this.#cursors.forEach((cursor) => this.#dress(cursor)),
      reset: () => this.#clear(),
    });
    this.addController(this.#layout);
    this.addController(this.#pointer);
    this.addController(new FullscreenController(this));
    this.addController(
      new HotkeyController(
        () => this.hotkey,
        () => this.#talk(),
      ),
    );
  }

  /**
   * Scrolls to where a person's cursor is, and points it out.
   * @returns false where they have none on this page
   */
  scrollToMember(id: string): boolean {
    let newest: PeerCursor | undefined;
    for (const cursor of this.#cursors.values()) {
      if (cursor.member === id && cursor.place && cursor.moved > (newest?.moved ?? -1)) newest = cursor;
    }
    const { place } = newest ?? {};
    if (!newest || !place || !this.others) return false;
    scrollToPlace(this.#resolver, place, !this.#still.matches);
    newest.flash(this.#now());
    this.#later();
    return true;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#clear();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('client')) {
      this.#clear();
      this.#pointer.follow(this.client);
    }
    if (changed.has('language')) for (const cursor of this.#cursors.values()) this.#dress(cursor);
    if (changed.has('own')) {
      if (this.own) this.#pointer.resume(undefined);
      else {
        this.client?.setCursor(undefined);
        this.client?.setCursorChat('');
      }
    }
    if (changed.has('others')) {
      this.#layer.hidden = !this.others;
      this.#rebuilt = this.#moved = true;
      this.#renewed = -Infinity;
      this.#later();
      this.#showEdges();
    }
  }

  protected override firstUpdated(): void {
    this.#pointer.resume(this.pointer?.at);
  }

  protected override updated(changed: PropertyValues): void {
    // What came before this module is told now: by here the controllers listen to the client.
    if (changed.has('client')) this.client?.useCursors(CursorSender, CursorReceiver);
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
        if (flags & SAMPLE.gone) cursor?.move(flags, age, undefined, at);
        else if (anchor) cursor?.move(flags, age, { anchor, flags, x, y, at, epoch: 0 }, at);
      }
    }
    if (tick.snapshot) {
      const shown = new Set(tick.tracks.map(({ slot }) => slot));
      for (const [slot, cursor] of this.#cursors) if (!shown.has(slot)) cursor.leave();
    }
    this.#layout.watch(this.#cursors.size > 0);
    this.#later();
  }

  #add(slot: number): PeerCursor | undefined {
    const member = this.client?.slots.get(slot)?.member;
    if (member === undefined) return undefined;
    const cursor: PeerCursor = new PeerCursor(member, this.#time, (place) => {
      if (place.flags & SAMPLE.press && !(place.flags & SAMPLE.touch)) this.#pressed.push({ place, cursor });
    });
    this.#dress(cursor);
    this.#cursors.set(slot, cursor);
    return cursor;
  }

  #dress(cursor: PeerCursor): void {
    const { roster, self } = this.client ?? {};
    const { name = '', color = '' } = roster?.members.get(cursor.member) ?? {};
    cursor.dress(name, color, cursor.member === self?.id ? this.language.t('you') : '');
  }

  #drop(slot: number): void {
    this.#cursors.get(slot)?.remove();
    this.#cursors.delete(slot);
    if (this.#cursors.size === 0) this.#clear();
  }

  #clear(): void {
    this.#cursors.clear();
    this.#layer.replaceChildren();
    this.#showEdges();
    this.#layout.watch(false);
    cancelAnimationFrame(this.#frame);
    this.#rest?.();
    this.#frame = 0;
    this.#rest = undefined;
    this.#rebuilt = true;
    this.#renewed = -Infinity;
  }

  #hear(slot: number, text: string): void {
    const cursor = this.#cursors.get(slot);
    if (!cursor) return;
    cursor.showCursorChat(text.slice(0, CURSOR_CHAT_LENGTH), this.#now());
    this.#dress(cursor);
    this.#later();
  }

  /** Opens the cursor chat at one's own pointer. @returns whether there is anybody to hear it */
  #talk(): boolean {
    const { client, own } = this;
    const { at } = this.#pointer;
    if (!client || client.alone || !own || !at) return false;
    this.#edges?.talk(client, at);
    return true;
  }

  get #edges(): HTMLElementTagNameMap['live-presence-offscreen'] | null {
    return (this.getRootNode() as ParentNode).querySelector('live-presence-offscreen');
  }

  #ripple(x: number, y: number, color: string): void {
    const ripple = document.createElement('span');
    ripple.className = 'ripple';
    ripple.style.setProperty('--_c', color);
    ripple.style.translate = `${x}px ${y}px`;
    this.#layer.append(ripple);
    this.clock.after(RIPPLE_MS, () => ripple.remove());
  }

  #edgesLater(now: number): void {
    if (this.#edgesTimer !== undefined) return;
    const wait = Math.max(0, this.#edgesAt + EDGES_MS - now);
    this.#edgesTimer = this.clock.after(wait, () => this.#showEdges());
  }

  /** Tells at the window's edges who is beyond them: the nearest cursor of each. */
  #showEdges(): void {
    this.#edgesTimer?.();
    this.#edgesTimer = undefined;
    this.#edgesAt = this.#now();
    const edges = this.#edges;
    if (!edges) return;
    const { roster, self } = this.client ?? {};
    const nearest = new Map<string, OffscreenPerson>();
    const seen = new Set<string>(self && [self.id]);
    for (const { member: id, away, element } of this.others ? this.#cursors.values() : []) {
      const member = roster?.members.get(id);
      if (!away && element.isConnected && !element.hidden) seen.add(id);
      if (away && member && away.screens < (nearest.get(id)?.screens ?? Infinity))
        nearest.set(id, { ...away, member });
    }
    for (const id of seen) nearest.delete(id);
    edges.choose = (id) => this.scrollToMember(id);
    edges.show([...nearest.values()].sort((a, b) => a.screens - b.screens));
  }

  #now(): number {
    return this.clock === systemClock ? performance.now() : this.clock.now();
  }

  #later(): void {
    if (this.#cursors.size > 0 && this.others) this.#frame ||= requestAnimationFrame(this.#draw);
  }

  readonly #resolve = (place: CursorPlace): DrawnPoint | undefined => {
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
    const all = this.#moved;
    if (all) {
      this.#resolver.invalidate();
      this.#moved = false;
      this.#epoch++;
      // Asking for it lays the page out: only where that has to be done anyway.
      this.#view = currentView();
      const height = document.documentElement.scrollHeight;
      this.client?.setView(scrollY / height, (scrollY + innerHeight) / height);
    }
    const view = this.#view;
    const many = this.#cursors.size > MANY;
    // First all that reads the page's layout, then all that writes: one layout per frame at most.
    const writes: (() => void)[] = [];
    let moving = false;
    let rest = this.#rebuilt ? this.#renewed + RENEW_MS : Infinity;
    for (const cursor of this.#cursors.values()) {
      if (all || cursor.moving || now >= cursor.due) {
        const write = cursor.find(now, view, this.#resolve);
        writes.push(() => write(this.#layer, many));
      }
      moving ||= cursor.moving;
      rest = Math.min(rest, cursor.due);
    }
    for (const { place, cursor } of this.#pressed.splice(0)) {
      const point = this.#resolve(place);
      // A tab that comes back to the front does not show all that went on meanwhile.
      if (point && !point.hidden && now - place.at < RIPPLE_LATE_MS) {
        const { x, y } = point;
        writes.push(() => this.#ripple(x, y, cursor.color));
      }
    }
    for (const write of writes) write();
    this.#edgesLater(now);
    this.#rest?.();
    if (moving) {
      this.#later();
      return;
    }
    this.#rest =
      rest < Infinity ? this.clock.after(Math.max(20, rest - now + 20), () => this.#later()) : undefined;
  };
}

/** For messages that point at something: `pin.ts`, with what is our own left out. */
export const places = {
  at: (x: number, y: number): ReturnType<typeof pinAt> => pinAt(x, y, { isOwn }),
  scrollTo: (pin: Pin, smooth: boolean): ReturnType<typeof scrollToPin> =>
    scrollToPin(pin, { isOwn }, smooth),
};

defineOnce('live-presence-cursors', LivePresenceCursors);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-cursors': LivePresenceCursors;
  }
}
