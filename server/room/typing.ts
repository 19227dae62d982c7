import type { TypingStateMessage } from '../../protocol/messages.ts';

/** Typing ends by itself after this time, in ms: a client says it again while it goes on. */
const TYPING_MS = 6_000;
/** More than these are told by the count alone. */
const NAMED = 5;

/** Who in a room is typing. */
export class Typing {
  /** Until when, by member id. */
  readonly #until = new Map<string, number>();

  /** @returns whether what everybody sees has changed */
  set(member: string, on: boolean, now: number): boolean {
    if (!on) return this.#until.delete(member);
    const was = this.#until.has(member);
    this.#until.set(member, now + TYPING_MS);
    return !was;
  }

  /** Removes who has stopped without saying so. @returns whether somebody was removed */
  expire(now: number): boolean {
    const before = this.#until.size;
    for (const [member, until] of this.#until) if (until <= now) this.#until.delete(member);
    return this.#until.size < before;
  }

  /** When the next one ends, or undefined while nobody types. */
  get nextEnd(): number | undefined {
    return this.#until.size > 0 ? Math.min(...this.#until.values()) : undefined;
  }

  message(name: (member: string) => string | undefined): TypingStateMessage {
    const members: TypingStateMessage['members'] = [];
    for (const id of this.#until.keys()) {
      const known = members.length < NAMED ? name(id) : undefined;
      if (known !== undefined) members.push({ id, name: known });
    }
    return { type: 'typing', members, count: this.#until.size };
  }
}
