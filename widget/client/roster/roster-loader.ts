import type { Clock } from '../../../protocol/clock.ts';
import type { PresenceClient } from '../presence-client.ts';
import { rosterRequest } from './roster-request.ts';

/** Members in one page; the protocol allows no more. */
const PAGE = 100;
/** A page that has not come after so long counts as lost, in ms. */
const PATIENCE_MS = 10_000;
/** In a crowd the server no longer names everybody who comes or goes; the names are renewed no more often, in ms. */
const RENEW_MS = 30_000;

/**
 * Loads the members whom the server only counts: in a crowd it names some and counts the rest.
 *
 * One page is requested at a time, in the order of the members' ids, and joins the client's roster. A new connection
 * starts over.
 */
export class RosterLoader {
  /** The last page did not come: the next `load()` requests it again. */
  failed = false;

  readonly #client: PresenceClient;
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #undo: (() => void)[];
  /** Id of the last member of the last page. */
  #after: string | undefined;
  /** When the last page came that no other follows; undefined before that. */
  #completeAt: number | undefined;
  /** Cancels the timer of the page that is on its way. */
  #loading: (() => void) | undefined;

  /** @param changed called when `failed` has changed */
  constructor(client: PresenceClient, clock: Clock, changed: () => void) {
    this.#client = client;
    this.#clock = clock;
    this.#changed = changed;
    this.#undo = [
      client.on('rosterPage', ({ after, last }) => {
        if (!this.#loading || after !== this.#after) return;
        this.#settle(false);
        this.#after = last;
        this.#completeAt = last === undefined ? clock.now() : undefined;
      }),
      client.on('error', ({ ref }) => ref === 'roster' && this.#loading && this.#settle(true)),
      client.on('status', ({ status }) => status !== 'online' && this.#restart()),
    ];
  }

  /** Requests the next page if somebody is not named yet, and nothing is on its way. */
  load(): void {
    const { roster, status } = this.#client;
    if (status !== 'online' || this.#loading || roster.count === roster.members.size) return;
    if (this.#completeAt !== undefined) {
      if (this.#clock.now() < this.#completeAt + RENEW_MS) return;
      this.#restart();
    }
    if (!this.#client.send(rosterRequest(this.#after, PAGE))) return;
    this.#settle(false);
    this.#loading = this.#clock.after(PATIENCE_MS, () => this.#settle(true));
  }

  close(): void {
    for (const undo of this.#undo) undo();
    this.#loading?.();
  }

  #restart(): void {
    this.#after = this.#completeAt = undefined;
    this.#settle(false);
  }

  #settle(failed: boolean): void {
    this.#loading?.();
    this.#loading = undefined;
    if (failed === this.failed) return;
    this.failed = failed;
    this.#changed();
  }
}
