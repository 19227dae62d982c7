import type { Anchor } from '../../protocol/anchor.ts';
import { SAMPLE, coarsened, decodeTick } from '../../protocol/cursor-frame.ts';
import type { CursorSample, CursorTick } from '../../protocol/cursor-frame.ts';
import type {
  AnchorsMessage,
  CursorChatMessage,
  SeenMessage,
  SlotBinding,
  SlotsMessage,
  ViewMessage,
} from '../../protocol/messages.ts';
import type { Clock } from '../../protocol/clock.ts';
import { CursorSender } from './cursor-sender.ts';
import type { CursorLink } from './cursor-sender.ts';
import { Throttle } from './throttle.ts';
import { SlotTable } from './slot-table.ts';

/** What the server says about cursors of one's page. */
export type CursorNews = SlotsMessage | AnchorsMessage | Uint8Array;

/** What the channel needs of the client. */
export interface CursorChannelLink extends CursorLink {
  send(message: Parameters<CursorLink['send']>[0] | SeenMessage | ViewMessage | CursorChatMessage): boolean;
  /** One's own session. */
  session(): string | undefined;
  slots(bound: readonly SlotBinding[], freed: readonly number[]): void;
  cursors(tick: CursorTick): void;
}

/** Parts of the page's height that a view is told in. */
const BANDS = 64;
/** What one sees, and what one types, is told no more often than this, in ms. */
const VIEW_MS = 500;
const SAY_MS = 200;

/**
 * Cursors of one's page: sends one's own and reads the others'. A module of its own, so that whoever is alone
 * does not need it; what came before it is given to it then.
 */
export class CursorChannel extends CursorSender {
  readonly #link: CursorChannelLink;
  readonly #table = new SlotTable();
  /** Where each slot's cursor is, as exactly as it is known. */
  readonly #last = new Map<number, CursorSample>();
  readonly #view: Throttle<ViewMessage>;
  readonly #say: Throttle<CursorChatMessage>;
  #crowd = false;

  constructor(clock: Clock, link: CursorChannelLink) {
    super(clock, link);
    this.#link = link;
    this.#view = new Throttle(clock, VIEW_MS, (view) => this.#crowd && link.send(view));
    this.#say = new Throttle(clock, SAY_MS, (setCursorChat) => link.send(setCursorChat));
  }

  /** The other sessions with a cursor, by slot. */
  get slots(): ReadonlyMap<number, SlotBinding> {
    return this.#table.bindings;
  }

  /** What a sample means by the number of its anchor. */
  anchor(id: number): Anchor | undefined {
    return this.#table.anchor(id);
  }

  /** Whether too many move to be shown to everybody at once. */
  set crowd(crowd: boolean) {
    if (crowd === this.#crowd) return;
    this.#crowd = crowd;
    this.#view.again();
  }

  /** What part of the page the visitor sees, in fractions of its height. The server needs to know in a crowd. */
  view(top: number, bottom: number): void {
    const fraction = (bands: number) => Math.min(1, Math.max(0, bands / BANDS));
    this.#view.set({
      type: 'view',
      top: fraction(Math.floor(top * BANDS)),
      bottom: fraction(Math.ceil(bottom * BANDS)),
    });
  }

  /** What the visitor types at their cursor. */
  say(text: string): void {
    this.#say.set({ type: 'cursor_chat', text });
  }

  override start(maxIds: number): void {
    super.start(maxIds);
    this.#crowd = false;
  }

  override stop(): void {
    super.stop();
    this.#view.stop();
    this.#say.stop();
  }

  /** Another page, or another connection: nobody's cursor is known any more. */
  forget(): void {
    this.#table.clear();
    this.#last.clear();
  }

  /** @returns whether it was of the protocol */
  receive(news: CursorNews): boolean {
    if (news instanceof Uint8Array) return this.#tick(decodeTick(news));
    if (news.type === 'anchor') {
      for (const { id, anchor } of news.anchors) this.#table.name(id, anchor);
    } else {
      const { bound: bindings = [], freed = [] } = news;
      const gone = this.#table.free(freed);
      const bound = this.#table.bind(bindings.filter(({ session }) => session !== this.#link.session()));
      for (const slot of [...gone, ...bound.map(({ slot }) => slot)]) this.#last.delete(slot);
      if (gone.length + bound.length > 0) this.#link.slots(bound, gone);
    }
    return true;
  }

  #tick(tick: CursorTick | undefined): boolean {
    if (!tick) return false;
    // At once: the server judges by it how far behind we are.
    if (tick.acknowledge) this.#link.send({ type: 'seen', tick: tick.tick });
    const tracks = tick.tracks.flatMap(({ slot, samples }) => {
      if (!this.slots.has(slot)) return [];
      const news = samples.flatMap((sample) => this.#take(slot, sample));
      return news.length > 0 ? { slot, samples: news } : [];
    });
    if (tracks.length > 0 || tick.snapshot) this.#link.cursors({ ...tick, tracks });
    return true;
  }

  /** @returns nothing where it says less exactly what is known already */
  #take(slot: number, sample: CursorSample): CursorSample | [] {
    const last = this.#last.get(slot);
    const { anchor, x, y } = sample;
    if (sample.flags & SAMPLE.coarse) {
      const same = last && coarsened(last);
      if (same?.anchor === anchor && same.x === x && same.y === y) return [];
      sample.flags &= ~SAMPLE.coarse;
    }
    if (sample.flags & SAMPLE.gone) this.#last.delete(slot);
    else this.#last.set(slot, sample);
    return sample;
  }
}
