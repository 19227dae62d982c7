import type { ErasedMessage } from '../../protocol/messages.ts';
import { Erasures } from './erasures.ts';
import type { OperationError } from './operation-error.ts';
import { Room } from './room.ts';
import type { RoomParts, RoomSession } from './room.ts';

/** A session between its hello and its seat. */
export interface PendingJoin {
  /** Why it may not come in any more. */
  dismissed: OperationError | undefined;
  end: () => void;
}

/** All rooms of this process. A room exists while somebody is in it, or was a moment ago. */
export class Hub {
  readonly erasures = new Erasures();

  readonly #parts: RoomParts;
  readonly #rooms = new Map<string, Room>();
  readonly #arrivals = new Map<string, Set<PendingJoin>>();
  /** Sockets of each member, in all rooms. */
  readonly #sockets = new Map<string, number>();

  constructor(parts: Omit<RoomParts, 'traffic'>) {
    this.#parts = { ...parts, traffic: { movers: 0 } };
    parts.moderation.onChange((rule) => {
      for (const getOrCreate of rule.room === undefined ? [...this.#rooms.values()] : [this.find(rule.room)])
        getOrCreate?.onRuleChange(rule);
    });
  }

  get size(): number {
    return this.#rooms.size;
  }

  /** Pages of all rooms with somebody on them. */
  get pages(): number {
    let count = 0;
    for (const room of this.#rooms.values()) count += room.pages;
    return count;
  }

  /** Members of all rooms; a person in two rooms counts twice. */
  get members(): number {
    let count = 0;
    for (const room of this.#rooms.values()) count += room.count;
    return count;
  }

  /** Those in which somebody is, or was a moment ago. */
  get rooms(): Iterable<Room> {
    return this.#rooms.values();
  }

  find(name: string): Room | undefined {
    return this.#rooms.get(name);
  }

  /** Announces that a session is about to enter a room, for as long as that takes. */
  arriving(member: string): PendingJoin {
    const arrivals = this.#arrivals.get(member) ?? new Set();
    this.#arrivals.set(member, arrivals);
    const arrival: PendingJoin = {
      dismissed: this.erasures.barred(member),
      end: () => {
        arrivals.delete(arrival);
        if (arrivals.size === 0) this.#arrivals.delete(member);
      },
    };
    arrivals.add(arrival);
    return arrival;
  }

  /**
   * Ends the sessions of a member in all rooms, those that are just coming too, and waits until nothing of theirs is being written any more.
   * @param why for the visitor
   * @param but one of theirs, which stays
   */
  async dismiss(member: string, why: OperationError, but?: RoomSession): Promise<void> {
    for (const arrival of this.#arrivals.get(member) ?? []) arrival.dismissed = why;
    const rooms = [...this.#rooms.values()];
    for (const room of rooms) room.dismiss(why, member, but);
    await Promise.all(rooms.map((room) => room.log.settled()));
  }

  /**
   * Erases a person: their sessions end, what they said is taken out of the store, and from the screens of those who
   * are in the rooms where it was.
   * @param why for the visitor
   * @param asker the visitor's own session, where it is they who want it: it stays
   * @returns messages that are gone
   * @throws what the store throws; their other sessions have ended then, too
   */
  async erase(member: string, why: OperationError, asker?: RoomSession): Promise<number> {
    return this.erasures.during(member, why, async () => {
      // First, or what they say meanwhile would stay.
      await this.dismiss(member, why, asker);
      const rooms = new Map<string, Promise<void>>();
      // Told at once: that no trace of it is left in the files either may take until a backup has ended.
      const count = await this.#parts.store.erase(member, (room) => {
        if (rooms.has(room)) return;
        const told = this.#tellErased(room, member);
        // It is awaited below, unless the store fails first.
        told.catch(() => undefined);
        rooms.set(room, told);
      });
      await Promise.all(rooms.values());
      return count;
    });
  }

  async #tellErased(name: string, member: string): Promise<void> {
    const { seq } = await this.#parts.store.head(name);
    const erasure: ErasedMessage = { type: 'erased', member, seq };
    this.erasures.add(name, erasure);
    this.find(name)?.erased(erasure);
  }

  room(name: string): Room {
    let room = this.#rooms.get(name);
    if (!room) {
      room = new Room(name, this.#parts, () => {
        this.#rooms.get(name)?.close();
        this.#rooms.delete(name);
      });
      this.#rooms.set(name, room);
    }
    return room;
  }

  /** Counts a member's socket. @returns the undo, or undefined where the member has too many */
  countSocket(member: string): (() => void) | undefined {
    const count = this.#sockets.get(member) ?? 0;
    if (count >= this.#parts.limits.socketsPerMember) return undefined;
    this.#sockets.set(member, count + 1);
    return () => {
      const now = (this.#sockets.get(member) ?? 1) - 1;
      if (now > 0) this.#sockets.set(member, now);
      else this.#sockets.delete(member);
    };
  }

  /** Resolves when nothing is being written to any log. */
  async settled(): Promise<void> {
    await Promise.all([...this.#rooms.values()].map((room) => room.log.settled()));
  }

  close(): void {
    for (const room of this.#rooms.values()) room.close();
    this.#rooms.clear();
  }
}
