import type { Clock } from '../../protocol/clock.ts';
import type { PresenceClient } from '../../widget/client/create-client.ts';
import { rosterRequest } from '../../widget/client/roster/roster-request.ts';

/** Members in one page; the protocol allows no more. */
const PAGE = 100;
/** A page that has not come after so long counts as lost, in ms. */
const PATIENCE_MS = 10_000;

/** Asks the server for everybody whom it has only counted: in a crowd it names some. */
export class Everybody {
  readonly #client: PresenceClient;
  readonly #clock: Clock;
  readonly #known: () => void;
  /** Cancels the wait for a page; undefined while nothing is asked for. */
  #wait: (() => void) | undefined;

  /** @param known called once all are named that can be, after each `ask()` */
  constructor(client: PresenceClient, clock: Clock, known: () => void) {
    this.#client = client;
    this.#clock = clock;
    this.#known = known;
    client.on('rosterPage', ({ last }) => {
      if (this.#wait) this.#next(last, last === undefined);
    });
    client.on('error', ({ ref }) => {
      if (ref === 'roster' && this.#wait) this.#next(undefined, true);
    });
    client.on('status', () => {
      if (this.#wait) this.#next(undefined, true);
    });
  }

  ask(): void {
    if (!this.#wait) this.#next(undefined, false);
  }

  stop(): void {
    this.#wait?.();
    this.#wait = undefined;
  }

  #next(after: string | undefined, isLast: boolean): void {
    this.stop();
    const { count, members } = this.#client.roster;
    if (isLast || count <= members.size || !this.#client.send(rosterRequest(after, PAGE))) this.#known();
    else this.#wait = this.#clock.after(PATIENCE_MS, () => this.#next(undefined, true));
  }
}
