import type { ErasedMessage } from '../../protocol/messages.ts';
import { Erasures } from './erasures.ts';
import type { OperationError } from './operation-error.ts';
import { PendingJoins } from './pending-joins.ts';
import { Room } from './room.ts';
import type { RoomParts } from './room.ts';
import type { RoomSession } from './seat.ts';

/** All rooms of this process. A room exists while somebody is in it, or was a moment ago. */
export class Hub {
  readonly erasures = new Erasures();
  readonly pendingJoins = new PendingJoins(this.erasures);
  readonly #parts: RoomParts;
  readonly #rooms = new Map<string, Room>();
  /** Sockets of each member, in all rooms. */
  readonly #sockets = new Map<string, number>();

  constructor(parts: Omit<RoomParts, 'traffic'>) {
    this.#parts = { ...parts, traffic: { movers: 0 } };
    parts.store.onReplaced(() => {
      void parts.moderation.reload();
      for (const room of this.#rooms.values()) room.restartLog();
    });
    parts.moderation.onChange((rule) => {
      const affected = rule.room === undefined ? [...this.#rooms.values()] : [this.find(rule.room)];
      for (const room of affected) room?.onRuleChange(rule);
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
    for (const room of this.#rooms.values()) count += room.roster.count;
    return count;
  }

  get rooms(): Iterable<Room> {
    return this.#rooms.values();
  }

  find(name: string): Room | undefined {
    return this.#rooms.get(name);
  }

  /** The room of this name. A new one lasts until its first work is done and nobody is in it. */
  getOrCreate(name: string): Room {
    const existing = this.#rooms.get(name);
    if (existing) return existing;
    const room = new Room(name, this.#parts, () => {
      room.close();
      if (this.#rooms.get(name) === room) this.#rooms.delete(name);
    });
    this.#rooms.set(name, room);
    return room;
  }

  /**
   * Ends the sessions of a member in all rooms, and those that are just joining, and waits until nothing of theirs is
   * being written any more.
   * @param why for the visitor
   * @param except one of their sessions, which stays
   */
  async dismiss(member: string, why: OperationError, except?: RoomSession): Promise<void> {
    this.pendingJoins.dismiss(member, why);
    const rooms = [...this.#rooms.values()];
    for (const room of rooms) room.dismiss(why, member, except);
    await Promise.all(rooms.map((room) => room.chat.settled()));
  }

  /**
   * Erases a person: their sessions end, the store erases their messages, and the rooms where these were are told to
   * remove them.
   * @param why for the visitor
   * @param asker the visitor's own session, where it is they who want it: it stays
   * @returns how many messages were erased
   * @throws what the store throws; their other sessions have ended then, too
   */
  async erase(member: string, why: OperationError, asker?: RoomSession): Promise<number> {
    return this.erasures.during(member, why, async () => {
      // First, or messages that are being written would stay.
      await this.dismiss(member, why, asker);
      const announcements: Promise<void>[] = [];
      // Announced at once: erasing the last traces from the files may take until a backup has ended.
      const count = await this.#parts.store.erase(member, (room) => {
        const announced = this.#announceErasure(room, member);
        // It is awaited below, unless the store fails first.
        announced.catch(() => undefined);
        announcements.push(announced);
      });
      await Promise.all(announcements);
      return count;
    });
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
    await Promise.all([...this.#rooms.values()].map((room) => room.chat.settled()));
  }

  close(): void {
    for (const room of this.#rooms.values()) room.close();
    this.#rooms.clear();
  }

  async #announceErasure(name: string, member: string): Promise<void> {
    const { epoch, seq } = await this.#parts.store.head(name);
    const erasure: ErasedMessage = { type: 'erased', member, seq };
    this.erasures.add(name, epoch, erasure);
    this.find(name)?.erased(erasure);
  }
}
