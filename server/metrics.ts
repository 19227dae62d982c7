import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';

/** The metrics at `/metrics`. None of them names a room or a person. */
export class Metrics {
  readonly #registry = new Registry();
  readonly closes: Counter<'code'>;
  readonly refusals: Counter<'code'>;
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
    this.closes = new Counter({
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

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
