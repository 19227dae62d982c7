import type { Anchor } from '../../../protocol/anchor.ts';
import type { SlotBinding } from '../../../protocol/messages.ts';

const MAX_SLOT = 0xffff;
/** No cursor frame can name a higher one. */
const MAX_ANCHOR = 0x3fff;

const isNumber = (value: number, most: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= most;

/** What the numbers in the page's cursor frames stand for: sessions and anchors. */
export class SlotTable {
  readonly #bindings = new Map<number, SlotBinding>();
  readonly #anchors = new Map<number, Anchor>();

  get bindings(): ReadonlyMap<number, SlotBinding> {
    return this.#bindings;
  }

  anchor(id: number): Anchor | undefined {
    return this.#anchors.get(id);
  }

  /** @returns the bindings that are new */
  bind(bindings: readonly SlotBinding[]): SlotBinding[] {
    return bindings.filter((binding) => {
      const { slot, session } = binding;
      if (!isNumber(slot, MAX_SLOT) || this.#bindings.get(slot)?.session === session) return false;
      return this.#bindings.set(slot, binding);
    });
  }

  /** @returns the slots that were bound */
  free(slots: readonly number[]): number[] {
    return slots.filter((slot) => this.#bindings.delete(slot));
  }

  name(id: number, anchor: Anchor): void {
    if (isNumber(id, MAX_ANCHOR)) this.#anchors.set(id, anchor);
  }

  clear(): void {
    this.#bindings.clear();
    this.#anchors.clear();
  }
}
