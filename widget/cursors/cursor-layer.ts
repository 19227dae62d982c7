import type { Clock } from '../../protocol/clock.ts';
import { SAMPLE, type CursorTick } from '../../protocol/cursor-frame.ts';
import { CURSOR_CHAT_LENGTH } from '../../protocol/limits.ts';
import type { SlotBinding } from '../../protocol/messages.ts';
import { loadScroll } from '../anchors/load-scroll.ts';
import { currentView, type View } from '../anchors/off-screen.ts';
import { systemClock } from '../client/clock.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import { MotionClock } from '../motion/motion-clock.ts';
import type { Language } from '../words/language.ts';
import type { AroundCursors, AroundHost } from './around-cursors.ts';
import { LayoutObserver } from './layout-observer.ts';
import { PeerCursor } from './peer-cursor.ts';
import { PlaceCache } from './place-cache.ts';
import { media } from '../host/engine.ts';

/** With more cursors than this those more than a window's size away are left out of the document. */
const MANY = 100;

interface Host extends AroundHost {
  client: PresenceClient | undefined;
  clock: Clock;
  language: Language;
  showOthers: boolean;
}

/**
 * The others' cursors, by slot, moved in one loop of animation frames that sleeps while nothing moves. They are not
 * Lit's: no render per move.
 */
export class CursorLayer {
  readonly element = document.createElement('div');
  readonly #host: Host;
  readonly #cursors = new Map<number, PeerCursor>();
  readonly places = new PlaceCache();
  readonly #motion = new MotionClock();
  readonly #reducedMotion = media('(prefers-reduced-motion: reduce)');
  readonly #layout = new LayoutObserver((rebuilt) => {
    this.places.invalidate(rebuilt);
    this.#schedule();
  });
  /** Undefined until it has loaded. */
  #around: AroundCursors | undefined;
  #loading = false;
  /** Read in the first frame, for which the places are always looked up. */
  #view!: View;
  #frame = 0;
  /** Counts frames: whose turn it is to be looked at while they move. */
  #turn = 0;
  /** Cancels the timer for the next frame. */
  #cancel: (() => void) | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  /** The cursors that the visitor is shown. */
  get shown(): Iterable<PeerCursor> {
    return this.#host.showOthers ? this.#cursors.values() : [];
  }

  /** To be called when the visitor wants to see the others' cursors, or does not any more. */
  toggle(): void {
    this.element.hidden = !this.#host.showOthers;
    this.#around?.offscreen.report();
    this.places.reset();
    this.#schedule();
  }

  receive(tick: CursorTick, at: number): void {
    this.#motion.still = this.#reducedMotion?.matches ?? false;
    this.#motion.receive(tick.time, at);
    for (const { slot, samples } of tick.tracks) {
      const cursor = this.#cursors.get(slot) ?? this.#add(slot);
      for (const { age, flags, anchor: id, x, y } of cursor ? samples : []) {
        const anchor = this.#host.client?.anchor(id);
        if (flags & SAMPLE.gone) cursor?.move(flags, age, undefined, at);
        else if (anchor) cursor?.move(flags, age, { anchor, flags, x, y, at }, at);
      }
    }
    if (tick.snapshot) {
      const slots = new Set(tick.tracks.map(({ slot }) => slot));
      for (const [slot, cursor] of this.#cursors) if (!slots.has(slot)) cursor.leave();
    }
    this.#layout.watch(this.#cursors.size > 0);
    this.#schedule();
  }

  /** Slots were freed, or given to other sessions. @returns whether cursors are left */
  rebind(freed: readonly number[], bound: readonly SlotBinding[]): boolean {
    const remove = (slot: number): void => {
      this.#cursors.get(slot)?.remove();
      this.#cursors.delete(slot);
    };
    freed.forEach(remove);
    for (const { slot, member } of bound) if (this.#cursors.get(slot)?.member !== member) remove(slot);
    return this.#cursors.size > 0;
  }

  showCursorChat(slot: number, text: string): void {
    const cursor = this.#cursors.get(slot);
    if (!cursor) return;
    cursor.showCursorChat(text.slice(0, CURSOR_CHAT_LENGTH), this.#host.clock.now());
    this.#renderContent(cursor);
    this.#schedule();
  }

  /** Names and colours may have changed. */
  renderContents(): void {
    this.#cursors.forEach(this.#renderContent);
  }

  clear(): void {
    this.#cursors.clear();
    this.element.replaceChildren();
    this.#around?.clear();
    this.#layout.watch(false);
    cancelAnimationFrame(this.#frame);
    this.#cancel?.();
    this.#frame = 0;
    this.places.reset();
  }

  /** Scrolls to the newest cursor of a member and points it out. @returns whether there is one */
  scrollTo(member: string): boolean {
    const [newest] = [...this.shown]
      .filter((cursor) => cursor.member === member && cursor.place)
      .sort((a, b) => b.movedAt - a.movedAt);
    if (!newest?.place) return false;
    const { place } = newest;
    const smooth = !this.#reducedMotion?.matches;
    // If it can't be loaded now, the next click tries again.
    loadScroll().then(
      ({ scrollToPlace }) => scrollToPlace(this.places.resolver, place, smooth),
      () => undefined,
    );
    newest.flash(this.#host.clock.now());
    this.#schedule();
    return true;
  }

  #add(slot: number): PeerCursor | undefined {
    const member = this.#host.client?.slots.get(slot)?.member;
    if (member === undefined) return undefined;
    const cursor: PeerCursor = new PeerCursor(member, this.#motion, (place) =>
      this.#around?.reach(cursor, place),
    );
    this.#renderContent(cursor);
    this.#cursors.set(slot, cursor);
    this.#loadRest();
    return cursor;
  }

  /** If it can't be loaded now, the next cursor tries again. */
  #loadRest(): void {
    if (this.#loading) return;
    this.#loading = true;
    import('./around-cursors.ts').then(
      ({ AroundCursors }) => {
        this.#around = new AroundCursors(this.#host, this, () => this.#schedule());
        this.renderContents();
        this.#schedule();
      },
      () => (this.#loading = false),
    );
  }

  readonly #renderContent = (cursor: PeerCursor): void => {
    const { client, language } = this.#host;
    const { name = '', color = '', tone } = client?.roster.members.get(cursor.member) ?? {};
    const own = cursor.member === client?.self?.id ? language.t('you') : '';
    cursor.renderContent({ name, color, tone, own }, this.#around?.drawContent);
  };

  #schedule(): void {
    if (this.#cursors.size > 0 && this.#host.showOthers) this.#frame ||= requestAnimationFrame(this.#draw);
  }

  readonly #draw = (frame: number): void => {
    const { client, clock } = this.#host;
    const places = this.places;
    this.#frame = 0;
    const now = clock === systemClock ? frame : clock.now();
    const moved = places.refresh(now);
    if (moved) {
      // Asking for the size lays the page out: only where that has to be done anyway.
      this.#view = currentView();
      const height = document.documentElement.scrollHeight;
      client?.setView(scrollY / height, (scrollY + innerHeight) / height);
    }
    // First everything that reads the page's layout, then everything that writes: at most one layout per frame.
    const writes: (() => void)[] = [];
    const many = this.#cursors.size > MANY;
    let moving = false;
    let due = Infinity;
    // One after the other: all of a crowd's would take longer than a frame.
    let turn = this.#turn++ % this.#cursors.size;
    for (const cursor of this.#cursors.values()) {
      const look = turn-- === 0;
      if (moved || cursor.moving || now >= cursor.due) {
        const write = cursor.find(now, this.#view, places.point, look);
        writes.push(() => write(this.element, many));
      }
      moving ||= cursor.moving;
      due = Math.min(due, cursor.due);
    }
    const all = { now, view: this.#view, moved, places, cursors: [...this.#cursors.values()] };
    if (all.cursors.length > 0) writes.push(...(this.#around?.draw(all) ?? []));
    for (const write of writes) write();
    due = Math.min(due, places.due, this.#around?.due ?? Infinity);
    this.#cancel?.();
    if (moving) this.#schedule();
    else if (due < Infinity) this.#cancel = clock.after(Math.max(20, due - now + 20), () => this.#schedule());
  };
}
