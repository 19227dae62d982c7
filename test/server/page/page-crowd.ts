import type { Anchor } from '../../../protocol/anchor.ts';
import { SAMPLE } from '../../../protocol/cursor-frame.ts';
import type { CursorSample } from '../../../protocol/cursor-frame.ts';
import { DEFAULT_LIMITS } from '../../../protocol/limits.ts';
import type { Limits } from '../../../protocol/limits.ts';
import { Page } from '../../../server/page/page.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { PageVisitor } from './page-visitor.ts';
import type { Seen } from './page-visitor.ts';

export const PARAGRAPHS = 64;

/** An anchor on one of the page's paragraphs. */
export function paragraph(index: number): Anchor {
  return { path: [0, index], hash: [index], box: [0.1, index / PARAGRAPHS, 0.8, 1 / PARAGRAPHS] };
}

/** A page full of people, each at a paragraph, who move along its text. */
export class PageCrowd {
  readonly clock = new ManualClock();
  readonly page: Page;
  readonly visitors: PageVisitor[] = [];
  readonly watchers: PageVisitor[] = [];
  readonly traffic = { movers: 0 };
  cursorsOff = false;
  /** By session, the time of each position. */
  readonly #moved = new Map<string, Map<number, number>>();
  readonly paragraphs = new Map<string, number>();
  #x = 0;

  constructor(limits: Partial<Limits> = {}) {
    this.page = new Page('/', {
      cursorsOff: () => this.cursorsOff,
      roster: { count: 0, isPartlyKnown: false },
      traffic: this.traffic,
      limits: { ...DEFAULT_LIMITS, ...limits },
      clock: this.clock,
    });
  }

  add(count: number): void {
    for (let i = 0; i < count; i++) {
      const number = this.visitors.length;
      const visitor = new PageVisitor(`s${String(number)}`, this.page);
      const at = (number * 29) % PARAGRAPHS;
      this.paragraphs.set(visitor.id, at);
      visitor.reads = number % 200 === 3;
      visitor.onAcknowledge = (tick) => {
        this.page.seen(visitor.pageSession, tick);
      };
      this.visitors.push(visitor);
      if (visitor.reads) this.watchers.push(visitor);
      this.#moved.set(visitor.id, new Map());
      this.show(visitor);
    }
  }

  /** Shows a visitor who has entered the page; it scrolls to its paragraph and points at it. */
  show({ id, pageSession }: PageVisitor): void {
    const at = this.paragraphs.get(id) ?? 0;
    this.page.show(pageSession);
    this.page.view(pageSession, Math.max(0, (at - 4) / PARAGRAPHS), Math.min(1, (at + 4) / PARAGRAPHS));
    this.page.anchor(pageSession, 0, paragraph(at));
  }

  /** Everybody moves, or those given: 20 samples a second, sent as often as the page asks. */
  run(ms: number, movers: readonly PageVisitor[] = this.visitors): void {
    const before = new Map(movers.map((visitor) => [visitor, [] as CursorSample[]]));
    const sentAt = new Map<PageVisitor, number>();
    for (let passed = 0; passed < ms; passed += 50) {
      this.#x = (this.#x + 1) % 0xffff;
      const now = this.clock.now();
      for (const visitor of movers) {
        const samples = before.get(visitor) ?? [];
        this.#moved.get(visitor.id)?.set(this.#x, now);
        for (const sample of samples) sample.age += 50;
        samples.push({ age: 0, flags: SAMPLE.text, anchor: 0, x: this.#x, y: 0x8080 });
        if (now - (sentAt.get(visitor) ?? -Infinity) < 1000 / (visitor.hz || 30) - 25) continue;
        sentAt.set(visitor, now);
        this.page.move(visitor.pageSession, { clock: now & 0xffff, samples });
        before.set(visitor, []);
      }
      this.clock.advance(50);
    }
    for (const [visitor, samples] of before) {
      if (samples.length > 0)
        this.page.move(visitor.pageSession, { clock: this.clock.now() & 0xffff, samples });
    }
  }

  /** When a mover was where a visitor sees it. */
  timeOf(session: string, { x }: Seen): number {
    return this.#moved.get(session)?.get(x) ?? NaN;
  }

  get x(): number {
    return this.#x;
  }
}
