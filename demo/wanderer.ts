/** A simulated visitor's pointer: it moves to something in view, follows it, rests, and moves on. */
import { type HandPath, type Point, handPath } from './hand-path.ts';
import { oneOf, pointsIn, sightsInView } from './sights.ts';

const REST_MS = [250, 2_800] as const;
const LONG_REST = 0.15;
const PRESS = 0.12;

export interface WandererStep extends Point {
  moved: boolean;
  /** A click, at most one per rest. */
  pressed: boolean;
}

export class Wanderer {
  readonly #document: Document;
  /** Relative to the document, so that scrolling does not drag the visitor along. */
  #at: Point;
  #path: HandPath | undefined;
  #ahead: Point[] = [];
  #restUntil = 0;
  #press = false;

  constructor(document: Document) {
    this.#document = document;
    const { clientWidth, clientHeight } = document.documentElement;
    // Pointers enter from a side.
    const left = Math.random() < 0.5;
    this.#at = this.#toDocument({ x: left ? 4 : clientWidth - 4, y: clientHeight * Math.random() });
  }

  /** @returns the pointer in CSS px, relative to the viewport; possibly outside of it after a scroll */
  step(now: number): WandererStep {
    let moved = false;
    let pressed = false;
    if (this.#path) {
      this.#at = this.#path.at(now);
      moved = true;
      if (now >= this.#path.end) this.#arrive(now);
    } else if (this.#press && now > this.#restUntil - 200) {
      this.#press = false;
      pressed = true;
    } else if (now > this.#restUntil) {
      this.#setOut(now);
    }
    return { ...this.#toViewport(this.#at), moved, pressed };
  }

  #arrive(now: number): void {
    this.#path = undefined;
    if (this.#ahead.length > 0) {
      // At the end of a line, the pause before the next one is short.
      this.#restUntil = now + 60 + Math.random() * 160;
      return;
    }
    const [shortest, longest] = REST_MS;
    const rest = shortest + Math.random() ** 2 * (longest - shortest);
    this.#restUntil = now + (Math.random() < LONG_REST ? rest + 4_000 : rest);
    this.#press = rest > 400 && Math.random() < PRESS;
  }

  #setOut(now: number): void {
    const reading = this.#ahead.length > 0;
    if (!reading) {
      const covered = this.#document.querySelector('.demo-bar')?.getBoundingClientRect().bottom ?? 0;
      const sights = sightsInView(this.#document, covered);
      const sight = oneOf(sights);
      if (!sight) {
        this.#restUntil = now + 1_000;
        return;
      }
      this.#ahead = pointsIn(sight, covered, Math.random).map((point) => this.#toDocument(point));
    }
    const goal = this.#ahead.shift();
    if (!goal) return;
    // Slowly along a line, as the eye reads; quickly to a line's start or to another thing.
    const follows = reading && goal.x > this.#at.x;
    this.#path = handPath(this.#at, goal, now, Math.random, follows ? 2.6 : 1);
  }

  #toDocument({ x, y }: Point): Point {
    const { scrollX, scrollY } = this.#view;
    return { x: x + scrollX, y: y + scrollY };
  }

  #toViewport({ x, y }: Point): Point {
    const { scrollX, scrollY } = this.#view;
    return { x: x - scrollX, y: y - scrollY };
  }

  get #view(): { scrollX: number; scrollY: number } {
    return this.#document.defaultView ?? { scrollX: 0, scrollY: 0 };
  }
}
