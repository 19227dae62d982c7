import type { Anchor } from '../../../protocol/anchor.ts';
import type { AnchorMessage } from '../../../protocol/messages.ts';
import { toJson } from '../connection/json.ts';
import type { Place } from './place.ts';

/** Longest anchor that the server accepts, in characters of its JSON. */
const ANCHOR_LENGTH = 2048;

/** The numbers under which the server knows our anchors. With all of them in use, the least recently used is replaced. */
export class AnchorIds {
  max = 64;
  readonly #send: (message: AnchorMessage) => boolean;
  /** By the anchor's key, the least recently used first. */
  readonly #ids = new Map<string, number>();

  constructor(send: (message: AnchorMessage) => boolean) {
    this.#send = send;
  }

  /** The server has no anchors of ours: a new connection, or it rejected one. */
  clear(): void {
    this.#ids.clear();
  }

  /** @returns the anchor's number, after sending the anchor if it is new; undefined if that is not possible */
  of({ key, anchor }: Place): number | undefined {
    const id = this.#ids.get(key) ?? this.#define(anchor);
    if (id === undefined) return undefined;
    this.#ids.delete(key);
    this.#ids.set(key, id);
    return id;
  }

  #define(anchor: Anchor): number | undefined {
    if (toJson(anchor).length > ANCHOR_LENGTH) return undefined;
    let id = this.#ids.size;
    const [oldest] = this.#ids;
    if (id >= this.max && oldest) {
      id = oldest[1];
      this.#ids.delete(oldest[0]);
    }
    return this.#send({ type: 'anchor', id, anchor }) ? id : undefined;
  }
}
