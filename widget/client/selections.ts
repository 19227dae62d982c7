import type { Clock } from '../../protocol/clock.ts';
import { SELECTION_RATE } from '../../protocol/limits.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import type { PeerSelectionMessage, SelectedRange, SelectionMessage } from '../../protocol/together.ts';
import { fits } from './connection/shape.ts';
import type { FieldsOf } from './connection/shape.ts';
import { spot } from './spot-shape.ts';
import type { PresenceClient } from './presence-client.ts';
import { Throttle } from './throttle.ts';

const SHAPE = {
  session: 'string',
  member: 'string',
  'range?': { from: spot, to: spot },
} satisfies FieldsOf<Omit<PeerSelectionMessage, 'type'>>;
/** Of how many sessions selections are kept, the newest. */
const MOST = 200;

/** What somebody else on the page has selected. */
export interface PeerSelection {
  member: string;
  range: SelectedRange;
}

/** What the visitors of the page have selected, as far as the server is concerned. Uses no DOM. */
export class Selections {
  /** Of the others, by session. */
  readonly peers = new Map<string, PeerSelection>();
  readonly #client: PresenceClient;
  readonly #changed: () => void;
  readonly #own: Throttle<SelectionMessage>;
  readonly #undo: (() => void)[];
  /** The visitor in the newest welcome: what was said before it is said again, by both sides. */
  #self: unknown;

  /** @param changed called when `peers` has changed */
  constructor(client: PresenceClient, clock: Clock, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
    this.#own = new Throttle(clock, 1000 / SELECTION_RATE.perSecond, (selection) => client.send(selection));
    this.#self = client.self;
    this.#undo = [
      client.on('reset', () => this.#forget()),
      client.on('alone', ({ alone }) => {
        if (alone) this.#forget();
      }),
      client.on('roster', ({ left }) => {
        const ids = new Set(left.map(({ id }) => id));
        for (const [session, { member }] of this.peers) if (ids.has(member)) this.peers.delete(session);
        if (ids.size > 0) changed();
        if (client.self === this.#self) return;
        this.#self = client.self;
        this.#forget();
        this.#own.resend();
      }),
    ];
  }

  /** The visitor has selected this. @param range undefined: nothing any more, or they do not share it */
  select(range: SelectedRange | undefined): void {
    this.#own.set({ type: 'selection', ...(range && { range }) });
  }

  /** Takes a message that the client leaves to modules that load late. Others, and invalid ones, are ignored. */
  receive(message: ServerMessage): void {
    if (message.type !== 'peer_selection' || !fits(message, SHAPE)) return;
    const { session, member, range } = message;
    if (session === this.#client.self?.session) return;
    this.peers.delete(session);
    if (range) this.peers.set(session, { member, range });
    const [oldest] = this.peers.keys();
    if (this.peers.size > MOST && oldest !== undefined) this.peers.delete(oldest);
    this.#changed();
  }

  close(): void {
    for (const undo of this.#undo) undo();
    this.select(undefined);
    this.#own.stop();
    this.#forget();
  }

  #forget(): void {
    if (this.peers.size === 0) return;
    this.peers.clear();
    this.#changed();
  }
}
