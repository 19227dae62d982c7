import type { ChatEvent } from '../../../protocol/chat.ts';
import type { Clock } from '../../../protocol/clock.ts';
import type { EventsMessage, LogPosition, ResumePoint } from '../../../protocol/messages.ts';

export interface ChatSequenceLink {
  send(message: EventsMessage): boolean;
  /** Resumes: the server then sends what is missing. */
  reconnect(): void;
}

export interface ChatSequenceHandlers {
  /** What was delivered before does not continue; the next event follows `seq`. */
  restarted(): void;
  /** The next event. @param live it happened after the last welcome */
  event(event: ChatEvent, live: boolean): void;
  /** The position has moved, or a restart is complete. */
  changed(): void;
}

/** Events that arrive early are kept up to this number; more would come again with the resume. */
const MAX_EARLY = 1_000;
/** A gap may close by itself. Clients don't all ask at once: after this time in ms, plus up to twice as much. */
const REPAIR_MS = 1_000;

/**
 * The order of a room's log: delivers its events by `seq`, each once and without gaps.
 *
 * Early events wait for the missing ones. Those are requested (`events`), then expected from a resume; if even that
 * does not bring them, the sequence skips them and sets `gap`.
 */
export class ChatSequence {
  /** Events may be missing before those delivered. Whoever loads them sets it back. */
  gap = false;
  readonly #clock: Clock;
  readonly #link: ChatSequenceLink;
  readonly #handlers: ChatSequenceHandlers;
  #epoch: string | undefined;
  #seq = 0;
  #op: string | undefined;
  /** The newest event at the last welcome: what comes up to it was missed. */
  #head = 0;
  readonly #early = new Map<number, ChatEvent>();
  #timer: (() => void) | undefined;
  /** Where the position was when we last requested events, and when we last resumed. */
  #requestedAt: number | undefined;
  #resumedAt: number | undefined;

  constructor(clock: Clock, link: ChatSequenceLink, handlers: ChatSequenceHandlers) {
    this.#clock = clock;
    this.#link = link;
    this.#handlers = handlers;
  }

  /** The position: every event up to it was delivered. Only events move it. */
  get seq(): number {
    return this.#seq;
  }

  /** For `hello`. */
  get resumePoint(): ResumePoint | undefined {
    if (this.#epoch === undefined) return undefined;
    return { epoch: this.#epoch, seq: this.#seq, ...(this.#op && { op: this.#op }) };
  }

  welcome({ epoch, seq, events, recovered }: LogPosition): void {
    const first = this.#epoch === undefined;
    const reached = this.#epoch === epoch ? this.#seq : 0;
    this.#epoch = epoch;
    this.#head = seq;
    this.#requestedAt = undefined;
    if (first || !recovered) {
      this.stop();
      this.#op = undefined;
      this.#seq = (events[0]?.seq ?? seq + 1) - 1;
      this.gap = !first && this.#seq > reached;
      this.#handlers.restarted();
    }
    this.receive(events);
    if (this.#seq < seq) this.#request();
  }

  /** The events up to `seq` should be here. */
  expect(seq: number): void {
    if (seq <= this.#seq) return;
    this.#head = Math.max(this.#head, seq);
    this.#request();
  }

  receive(events: readonly ChatEvent[]): void {
    const before = this.#seq;
    if (events.length === 0 && this.#requestedAt === before) {
      this.#resume(before);
      return;
    }
    for (const event of events) {
      const ahead = event.seq - this.#seq;
      if (ahead === 1 || (ahead > 1 && this.#early.size < MAX_EARLY)) this.#early.set(event.seq, event);
      this.#deliver();
    }
    const moved = this.#seq > before;
    if (this.#early.size === 0 && this.#seq >= this.#head) this.stop();
    // A long catch-up comes page by page.
    else if (moved && (this.#seq < this.#head || this.#requestedAt === before)) this.#request();
    else if (!this.#timer) this.#repairAfter(REPAIR_MS);
    if (moved || events.length === 0) this.#handlers.changed();
  }

  /** The server did not send the requested events. @param retryAfter ms, if it may do so later */
  refused(retryAfter: number | undefined): void {
    this.#requestedAt = undefined;
    // If they are no longer stored, the answer to a resume says so.
    if (retryAfter === undefined) this.#resume();
    else this.#repairAfter(retryAfter);
  }

  /** The connection is lost: the resume brings everything after the position. */
  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#early.clear();
  }

  #deliver(): void {
    let event;
    while ((event = this.#early.get(this.#seq + 1))) {
      this.#early.delete(++this.#seq);
      this.#op = event.op;
      this.#handlers.event(event, this.#seq > this.#head);
    }
  }

  /** Requests the events after the position, once. */
  #request(): void {
    if (this.#requestedAt === this.#seq) return;
    this.#requestedAt = this.#seq;
    this.#link.send({ type: 'events', after: this.#seq });
    this.#repairAfter(REPAIR_MS);
  }

  #repairAfter(ms: number): void {
    this.#timer?.();
    this.#timer = this.#clock.after(ms + REPAIR_MS * 2 * this.#clock.random(), () => {
      this.#timer = undefined;
      if (this.#requestedAt !== this.#seq) this.#request();
      else this.#resume();
    });
  }

  /**
   * Resumes, once at each position. Then the server does not have what is missing, whatever it has announced.
   * @param at where we have done so, or need not
   */
  #resume(at = this.#resumedAt): void {
    this.#requestedAt = undefined;
    this.#resumedAt = this.#seq;
    if (at !== this.#seq) {
      this.#link.reconnect();
      return;
    }
    if (this.#early.size > 0) {
      this.gap = true;
      this.#seq = Math.min(...this.#early.keys()) - 1;
      this.#deliver();
    } else this.#head = this.#seq;
    this.receive([]);
  }
}
