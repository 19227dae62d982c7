import type { Clock } from '../../protocol/clock.ts';
import type { TypingStateMessage } from '../../protocol/messages.ts';

/** Typing ends by itself after this time, in ms: a client repeats it while it goes on. */
const TYPING_MS = 6_000;
/** Above so many, the others are only counted. */
const NAMED = 5;

export interface TypingParts {
  clock: Clock;
  /** Changes are gathered for so long, in ms. However often they come, a message goes out after this time. */
  gatherMs: number;
  nameOf: (member: string) => string | undefined;
  send: (message: TypingStateMessage) => void;
}

/** Who in a room is typing, sent to the room whenever that changes. */
export class Typing {
  readonly #parts: TypingParts;
  /** When each ends, by member id. */
  readonly #until = new Map<string, number>();
  #cancelSend: (() => void) | undefined;
  #cancelExpiry: (() => void) | undefined;

  constructor(parts: TypingParts) {
    this.#parts = parts;
  }

  set(member: string, on: boolean): void {
    const before = this.#until.has(member);
    if (on) this.#until.set(member, this.#parts.clock.now() + TYPING_MS);
    else this.#until.delete(member);
    if (before !== on) this.#sendSoon();
    this.#scheduleExpiry();
  }

  /** Cancels its timers. */
  close(): void {
    this.#cancelSend?.();
    this.#cancelExpiry?.();
  }

  /** A timer that runs is left alone: put off by each change, it would never fire in a busy room. */
  #sendSoon(): void {
    this.#cancelSend ??= this.#parts.clock.after(this.#parts.gatherMs, () => {
      this.#send();
    });
  }

  #send(): void {
    this.#cancelSend?.();
    this.#cancelSend = undefined;
    this.#parts.send(this.message);
  }

  /** Waits for the next end; one that was put off since is noticed when the timer fires. */
  #scheduleExpiry(): void {
    if (this.#until.size === 0) {
      this.#cancelExpiry?.();
      this.#cancelExpiry = undefined;
      return;
    }
    if (this.#cancelExpiry) return;
    const { clock } = this.#parts;
    const next = Math.min(...this.#until.values());
    this.#cancelExpiry = clock.after(Math.max(0, next - clock.now()), () => {
      this.#cancelExpiry = undefined;
      const now = clock.now();
      const before = this.#until.size;
      for (const [member, until] of this.#until) if (until <= now) this.#until.delete(member);
      if (this.#until.size < before) this.#send();
      this.#scheduleExpiry();
    });
  }

  /** Who is typing now. */
  get message(): TypingStateMessage {
    const members: TypingStateMessage['members'] = [];
    for (const id of this.#until.keys()) {
      const name = members.length < NAMED ? this.#parts.nameOf(id) : undefined;
      if (name !== undefined) members.push({ id, name });
    }
    return { type: 'typing', members, count: this.#until.size };
  }
}
