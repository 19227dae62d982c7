import type { Anchor } from '../../protocol/anchor.ts';
import type { SlotBinding } from '../../protocol/messages.ts';

/** Anchors kept for each slot: a session may have no more at once. */
const MAX_ANCHORS = 64;
const MAX_SLOT = 0xffff;

/** Which session each slot of the page means, and the anchors that session has named. */
export class SlotTable {
  readonly #bindings = new Map<number, SlotBinding>();
  readonly #anchors = new Map<number, Map<number, Anchor>>();

  get bindings(): ReadonlyMap<number, SlotBinding> {
    return this.#bindings;
  }

  anchor(slot: number, id: number): Anchor | undefined {
    return this.#anchors.get(slot)?.get(id);
  }

  /** @returns the bindings that are new; a slot bound to another session than before has lost its anchors */
  bind(bindings: readonly SlotBinding[]): SlotBinding[] {
    return bindings.filter((binding) => {
      const { slot, session } = binding;
      if (!(slot >= 0 && slot <= MAX_SLOT) || this.#bindings.get(slot)?.session === session) return false;
      this.#bindings.set(slot, binding);
      return this.#anchors.set(slot, new Map());
    });
  }

  /** @returns the slots that were bound */
  free(slots: readonly number[]): number[] {
    return slots.filter((slot) => this.#anchors.delete(slot) && this.#bindings.delete(slot));
  }

  /** A session names an anchor; of slots that mean nobody there is nothing to keep. */
  name(slot: number, id: number, anchor: Anchor): void {
    const anchors = this.#anchors.get(slot);
    if (!anchors) return;
    anchors.delete(id);
    for (const oldest of anchors.keys()) if (anchors.size >= MAX_ANCHORS) anchors.delete(oldest);
    anchors.set(id, anchor);
  }

  clear(): void {
    this.#bindings.clear();
    this.#anchors.clear();
  }
}
