import type { Anchor } from '../../../protocol/anchor.ts';
import { SAMPLE, coarsened, decodeTick } from '../../../protocol/cursor-frame.ts';
import type { CursorSample, CursorTick } from '../../../protocol/cursor-frame.ts';
import type { AnchorsMessage, SeenMessage, SlotBinding, SlotsMessage } from '../../../protocol/messages.ts';
import type { Self } from '../../../protocol/presence.ts';
import type { CursorSender } from './cursor-sender.ts';
import { SlotTable } from './slot-table.ts';

/** What the server sends about the cursors of the page. */
export type CursorUpdate = SlotsMessage | AnchorsMessage | Uint8Array;

export interface CursorReceiverLink {
  readonly connection: { send(message: SeenMessage): boolean };
  readonly own: { readonly page: string; readonly self: Self | undefined };
  slots(bound: readonly SlotBinding[], freed: readonly number[]): void;
  cursors(tick: CursorTick): void;
}

/** Reads the cursors of the page's other sessions. */
export class CursorReceiver {
  readonly #link: CursorReceiverLink;
  readonly #sender: Pick<CursorSender, 'heard'>;
  readonly #table = new SlotTable();
  /** Each slot's cursor, as exactly as it is known. */
  readonly #last = new Map<number, CursorSample>();
  /** The visitor's own slot. */
  #own: number | undefined;

  /** @param sender is told of each tick */
  constructor(link: CursorReceiverLink, sender: Pick<CursorSender, 'heard'>) {
    this.#link = link;
    this.#sender = sender;
  }

  /** The other sessions with a cursor, by slot. */
  get slots(): ReadonlyMap<number, SlotBinding> {
    return this.#table.bindings;
  }

  /** The anchor that a sample names by number. */
  anchor(id: number): Anchor | undefined {
    return this.#table.anchor(id);
  }

  /** Another page or another connection: no cursor is known. */
  clear(): void {
    this.#table.clear();
    this.#last.clear();
  }

  /** @returns whether it was valid */
  receive(update: CursorUpdate): boolean {
    if (update instanceof Uint8Array) return this.#tick(decodeTick(update));
    if (update.type === 'anchor') {
      for (const { id, anchor } of update.anchors) this.#table.name(id, anchor);
    } else {
      const { bound: bindings = [], freed: slots = [] } = update;
      const freed = this.#table.free(slots);
      const bound = this.#table.bind(
        bindings.filter(({ slot, session }) => {
          const own = session === this.#link.own.self?.session;
          if (own) this.#own = slot;
          return !own;
        }),
      );
      for (const slot of [...freed, ...bound.map(({ slot }) => slot)]) this.#last.delete(slot);
      if (freed.length + bound.length > 0) this.#link.slots(bound, freed);
    }
    return true;
  }

  #tick(tick: CursorTick | undefined): boolean {
    if (!tick) return false;
    // At once: the server measures by it how far behind we are.
    if (tick.acknowledge) this.#link.connection.send({ type: 'seen', tick: tick.tick });
    this.#sender.heard(tick, this.#own);
    const tracks = tick.tracks.flatMap(({ slot, samples: all }) => {
      if (!this.slots.has(slot)) return [];
      const samples = all.flatMap((sample) => this.#refine(slot, sample));
      return samples.length > 0 ? { slot, samples } : [];
    });
    if (tracks.length > 0 || tick.snapshot) this.#link.cursors({ ...tick, tracks });
    return true;
  }

  /** @returns nothing if it only repeats, less exactly, what is known */
  #refine(slot: number, sample: CursorSample): CursorSample | [] {
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
