import type { Limits, Rate } from '../../protocol/limits.ts';
import type { PresenceMessage } from '../../protocol/messages.ts';
import type { Member } from '../../protocol/presence.ts';
import { ByteBudgets } from '../byte-budget.ts';
import { Turns } from '../turns.ts';
import { bytesOf } from './member.ts';
import type { RoomMember } from './member.ts';

/** A change that the room has not been sent yet; a newer one of the same member replaces it. */
interface Change {
  kind: 'join' | 'leave' | 'update';
  member: RoomMember;
  /** As others see the member now. */
  view: Member;
  /** Pages that the member has left: their visitors need the update, too. */
  left: string[];
}

/** What a page is sent. */
interface Selection {
  join: Member[];
  leave: string[];
  update: Member[];
}

/** Somebody who changes all the time is sent this often, in ms; the first change is sent with the next message. */
const UPDATE_MS = 1_000;
/** Seconds' worth of bytes that may go at once after a quiet time: a room that fills after a restart. */
const BURST_SECONDS = 2;
/** Pages that a member has left, at most: of somebody who goes through hundreds the first are not remembered. */
const MAX_LEFT = 32;
/** Stands for all pages, where they get the same message. */
const EVERYWHERE = '';

/**
 * Gathers joins, leaves and updates, so that a storm of them costs everybody a few messages, and no more bytes than a
 * visitor's budget. What does not fit goes with a later message; addresses take turns, so that nobody's changes wait
 * behind a crowd that comes from one.
 */
export class PresenceBatch {
  readonly #limits: Limits;
  readonly #budgets: ByteBudgets;
  readonly #turns = new Turns();
  /** By member, in the order of their first change. */
  #changes = new Map<string, Change>();

  constructor(limits: Limits) {
    this.#limits = limits;
    const rate: Rate = { perSecond: limits.presenceBytes, burst: limits.presenceBytes * BURST_SECONDS };
    this.#budgets = new ByteBudgets(rate);
  }

  /** Whether changes wait for their turn. */
  get pending(): boolean {
    return this.#changes.size > 0;
  }

  join(member: RoomMember): void {
    this.#changes.delete(member.id);
    this.#changes.set(member.id, { kind: 'join', member, view: member.view, left: [] });
  }

  /** A member has left; nothing is sent about one whom nobody was sent. */
  leave(member: RoomMember): void {
    this.#changes.delete(member.id);
    if (!member.announced) return;
    this.#changes.set(member.id, { kind: 'leave', member, view: member.view, left: [] });
  }

  /** @param before the member's pages before the update */
  update(member: RoomMember, before: readonly string[] = []): void {
    const { view } = member;
    const change = this.#changes.get(member.id);
    if (!change) {
      this.#changes.set(member.id, { kind: 'update', member, view, left: [...before] });
      return;
    }
    change.view = view;
    change.left = [...new Set([...change.left, ...before])].slice(-MAX_LEFT);
  }

  /**
   * Takes what is due and fits.
   * @param count members in the room now
   * @returns makes the message for a page: the same object for all pages while the room is small; in a crowd,
   *   joins, leaves and updates on other pages only change the count
   */
  take(count: number, now: number): (page: string) => PresenceMessage {
    const isCrowd = count > this.#limits.quietMembers;
    const selections = new Map<string, Selection>();
    for (const change of this.#turns.of(this.#changes.values(), ({ member }) => member.address)) {
      const { kind, member, view, left } = change;
      if (kind === 'update' && now - member.updatedAt < UPDATE_MS) continue;
      const pages = isCrowd ? new Set([...view.pages, ...left]) : [EVERYWHERE];
      if (!this.#select(change, [...pages], selections, isCrowd, now)) continue;
      this.#changes.delete(member.id);
      this.#turns.served(member.address);
      if (kind === 'leave') continue;
      member.announced = true;
      if (kind === 'update') member.updatedAt = now;
    }
    const messages = new Map<string, PresenceMessage>();
    for (const [page, { join, leave, update }] of selections) {
      const message: PresenceMessage = { type: 'presence', count };
      if (join.length > 0) message.joins = join;
      if (leave.length > 0) message.leaves = leave;
      if (update.length > 0) message.updates = update;
      messages.set(page, message);
    }
    const nothing: PresenceMessage = { type: 'presence', count };
    return (page) => messages.get(isCrowd ? page : EVERYWHERE) ?? nothing;
  }

  /** @returns false if the change has to wait, because a page that it concerns has no room for it */
  #select(
    { kind, view }: Change,
    pages: readonly string[],
    selections: Map<string, Selection>,
    isCrowd: boolean,
    now: number,
  ): boolean {
    const bytes = kind === 'leave' ? view.id.length + 3 : bytesOf(view) + 1;
    const isFull = (page: string): boolean =>
      kind !== 'leave' && (selections.get(page)?.[kind].length ?? 0) >= this.#limits.namedMembers;
    if (pages.some((page) => this.#budgets.of(page, now).wait(now, bytes) > 0)) return false;
    // In a crowd most members are only counted, so a join that is one too many is not made up for.
    if (!(isCrowd && kind === 'join') && pages.some(isFull)) return false;
    for (const page of pages) {
      if (isFull(page)) continue;
      let selection = selections.get(page);
      if (!selection) selections.set(page, (selection = { join: [], leave: [], update: [] }));
      if (kind === 'leave') selection.leave.push(view.id);
      else selection[kind].push(view);
      this.#budgets.of(page, now).spend(bytes, now);
    }
    return true;
  }
}
