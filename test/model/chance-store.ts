import { StoreUnavailable } from '../../server/store/message-store.ts';
import type { EventDraft, PruneLimits, MessageStore } from '../../server/store/message-store.ts';

/** Something that may happen next. */
export type Step = () => void;

/** What happens to an append: nothing is kept, or it is kept and nobody hears of it. */
export type Trouble = 'before' | 'after';

interface Call {
  perform: () => Promise<unknown>;
  outcome: Promise<unknown> | undefined;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * One process's hand on a store that outlives it. What is asked is done, and answered, when the world lets it:
 * appends one after the other, reads whenever.
 */
export class ChanceStore implements MessageStore {
  readonly available = true;
  /** What happens to the next appends. */
  readonly troubles: Trouble[] = [];
  readonly #kept: MessageStore;
  readonly #appends: Call[] = [];
  readonly #reads: Call[] = [];

  constructor(kept: MessageStore) {
    this.#kept = kept;
  }

  /** What could happen next. */
  get steps(): Step[] {
    return [...this.#appends.slice(0, 1), ...this.#reads].map((call) => () => this.#move(call));
  }

  /** The process is gone: what was not done is never done, and nothing is answered. */
  kill(): void {
    this.#appends.length = this.#reads.length = 0;
  }

  append(room: string, draft: EventDraft) {
    return this.#later(this.#appends, async () => {
      const trouble = this.troubles.shift();
      if (trouble === 'before') throw new StoreUnavailable('there is no disk');
      const appended = await this.#kept.append(room, draft);
      if (trouble === 'after') throw new StoreUnavailable('the disk is silent');
      return appended;
    });
  }

  onReplaced() {
    // The kept one stays.
  }

  head(room: string) {
    return this.#later(this.#reads, () => this.#kept.head(room));
  }

  find(room: string, member: string, op: string) {
    return this.#later(this.#reads, () => this.#kept.find(room, member, op));
  }

  eventsAfter(room: string, after: number, limit: number) {
    return this.#later(this.#reads, () => this.#kept.eventsAfter(room, after, limit));
  }

  eventAt(room: string, seq: number) {
    return this.#later(this.#reads, () => this.#kept.eventAt(room, seq));
  }

  message(room: string, seq: number) {
    return this.#later(this.#reads, () => this.#kept.message(room, seq));
  }

  messages(room: string, before: number | undefined, limit: number) {
    return this.#later(this.#reads, () => this.#kept.messages(room, before, limit));
  }

  prune(keep: PruneLimits): Promise<boolean> {
    return this.#kept.prune(keep);
  }

  emptied(): Promise<string[]> {
    return this.#kept.emptied();
  }

  forget(rooms: string[]): Promise<void> {
    return this.#kept.forget(rooms);
  }

  erase(member: string, found?: (room: string) => void): Promise<number> {
    return this.#kept.erase(member, found);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #later<T>(queue: Call[], perform: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      queue.push({ perform, outcome: undefined, resolve: (value) => resolve(value as T), reject });
    });
  }

  /** First it is done, and at another time it is answered. */
  #move(call: Call): void {
    if (!call.outcome) {
      call.outcome = call.perform();
      // Whoever asked hears of it later.
      call.outcome.catch(() => undefined);
      return;
    }
    for (const queue of [this.#appends, this.#reads]) {
      const at = queue.indexOf(call);
      if (at >= 0) queue.splice(at, 1);
    }
    call.outcome.then(call.resolve, call.reject);
  }
}
