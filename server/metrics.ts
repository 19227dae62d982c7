import { CLOSE } from '../protocol/close-codes.ts';
import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';

/** The close codes that the server sends, or ws reports. */
const KNOWN_CODES: ReadonlySet<number> = new Set([
  ...Object.values(CLOSE),
  ...Array.from({ length: 15 }, (_, index) => 1000 + index),
]);

/** The metrics at `/metrics`. None of them names a room or a person. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #closes: Counter<'code'>;
  readonly refusals: Counter<'code'>;
  /** Requests to the admin API with a wrong key. */
  readonly wrongKeys: Counter;
  /** Frames received. Plain numbers, because each frame is counted; prom-client reads them when scraped. */
  readonly received = { message: 0, cursor: 0 };

  constructor(now: {
    sockets: () => number;
    rooms: () => number;
    pages: () => number;
    members: () => number;
    storeAvailable: () => boolean;
    logLinesLost: () => number;
  }) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    gauge('live_presence_sockets', 'Open sockets', now.sockets);
    gauge('live_presence_rooms', 'Rooms with at least one member', now.rooms);
    gauge('live_presence_pages', 'Pages with at least one session', now.pages);
    gauge('live_presence_members', 'Members in all rooms', now.members);
    gauge('live_presence_store_available', 'Whether chat can be stored: 1 or 0', () =>
      Number(now.storeAvailable()),
    );
    this.#closes = new Counter({
      name: 'live_presence_closes_total',
      help: 'Closed sockets by close code',
      labelNames: ['code'],
      registers,
    });
    this.refusals = new Counter({
      name: 'live_presence_refusals_total',
      help: 'Refused upgrades by reason',
      labelNames: ['code'],
      registers,
    });
    new Counter({
      name: 'live_presence_log_lines_lost_total',
      help: 'Log lines that standard output did not take',
      registers,
      collect() {
        this.reset();
        this.inc(now.logLinesLost());
      },
    });
    this.wrongKeys = new Counter({
      name: 'live_presence_wrong_admin_keys_total',
      help: 'Requests to the admin API with a wrong key',
      registers,
    });
    const { received } = this;
    new Counter({
      name: 'live_presence_received_total',
      help: 'Frames received by kind',
      labelNames: ['kind'],
      registers,
      collect() {
        this.reset();
        for (const [kind, count] of Object.entries(received)) this.inc({ kind }, count);
      },
    });

    function gauge(name: string, help: string, read: () => number): void {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    }
  }

  /** Counts a closed socket. A peer chooses its code: others than ours and the standard's are counted together. */
  countClose(code: number): void {
    this.#closes.inc({ code: KNOWN_CODES.has(code) ? String(code) : 'other' });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
