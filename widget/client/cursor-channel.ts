import type { Anchor } from '../../protocol/anchor.ts';
import { decodeTick } from '../../protocol/cursor-frame.ts';
import type { CursorTick } from '../../protocol/cursor-frame.ts';
import type { AnchorsMessage, PresenceMessage, SeenMessage, SlotBinding } from '../../protocol/messages.ts';
import type { Clock } from './clock.ts';
import { CursorSender } from './cursor-sender.ts';
import type { CursorLink } from './cursor-sender.ts';
import { SlotTable } from './slot-table.ts';

/** What the server says about cursors of one's page. */
export type CursorNews = PresenceMessage | AnchorsMessage | Uint8Array;

/** What the channel needs of the client. */
export interface CursorChannelLink extends CursorLink {
  send(message: Parameters<CursorLink['send']>[0] | SeenMessage): boolean;
  /** One's own session. */
  session(): string | undefined;
  slots(bound: readonly SlotBinding[], freed: readonly number[]): void;
  cursors(tick: CursorTick): void;
}

/**
 * Cursors of one's page: sends one's own and reads the others'. A module of its own, so that whoever is alone
 * does not need it; what came before it is given to it then.
 */
export class CursorChannel extends CursorSender {
  readonly #link: CursorChannelLink;
  readonly #table = new SlotTable();

  constructor(clock: Clock, link: CursorChannelLink) {
    super(clock, link);
    this.#link = link;
  }

  /** The other sessions with a cursor, by slot. */
  get slots(): ReadonlyMap<number, SlotBinding> {
    return this.#table.bindings;
  }

  /** What a sample of this slot's cursor means by the number of its anchor. */
  anchor(slot: number, id: number): Anchor | undefined {
    return this.#table.anchor(slot, id);
  }

  /** Another page, or another connection: nobody's cursor is known any more. */
  forget(): void {
    this.#table.clear();
  }

  /** @returns whether it was of the protocol */
  receive(news: CursorNews): boolean {
    if (news instanceof Uint8Array) return this.#tick(decodeTick(news));
    if (news.type === 'anchor') {
      for (const { slot, id, anchor } of news.anchors) this.#table.name(slot, id, anchor);
    } else {
      const { slots = [], freed = [] } = news;
      const gone = this.#table.free(freed);
      const bound = this.#table.bind(slots.filter(({ session }) => session !== this.#link.session()));
      if (gone.length + bound.length > 0) this.#link.slots(bound, gone);
    }
    return true;
  }

  #tick(tick: CursorTick | undefined): boolean {
    if (!tick) return false;
    // At once: the server judges by it how far behind we are.
    if (tick.acknowledge) this.#link.send({ type: 'seen', tick: tick.tick });
    const tracks = tick.tracks.filter(({ slot }) => this.slots.has(slot));
    if (tracks.length > 0 || tick.snapshot) this.#link.cursors({ ...tick, tracks });
    return true;
  }
}
