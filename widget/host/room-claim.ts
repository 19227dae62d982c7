import { warn } from './warn.ts';

type Key = string | undefined;

/** The elements of this page that hold a room, and those that wait for one. */
const holders = new Map<Key, RoomClaim>();
const waiting = new Set<RoomClaim>();

/**
 * Which element of a page holds a room. A second element for the same room would be the same visitor twice, so only
 * the first one connects. When it releases the room, the others try again.
 */
export class RoomClaim {
  readonly #retry: () => void;
  #key: Key;

  /** @param retry called when another element has released its room */
  constructor(retry: () => void) {
    this.#retry = retry;
  }

  /**
   * Releases the room held so far, if it is another one.
   *
   * @param key server and room; undefined to hold none
   * @returns whether the room is held now
   */
  acquire(key: Key): boolean {
    waiting.delete(this);
    if (key !== this.#key && holders.get(this.#key) === this) {
      holders.delete(this.#key);
      for (const other of waiting) other.#retry();
    }
    this.#key = key;
    if (key === undefined) return false;
    if ((holders.get(key) ?? this) !== this) {
      waiting.add(this);
      warn('only the first element for a room is active');
      return false;
    }
    holders.set(key, this);
    return true;
  }
}
