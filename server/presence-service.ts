import { randomUUID } from 'node:crypto';
import { AdminKey } from './http/admin-key.ts';
import { Admission } from './gateway/admission.ts';
import { createApp } from './http/app.ts';
import type { PresenceApp } from './http/app.ts';
import type { Authenticator } from './auth/authenticator.ts';
import type { Broker } from './broker/broker.ts';
import type { Clock } from '../protocol/clock.ts';
import { Gateway } from './gateway/gateway.ts';
import type { Logger } from './log.ts';
import { messageParser } from './session/message-schema.ts';
import { Metrics } from './metrics.ts';
import type { Options } from './config/options.ts';
import { RateLimiter } from './session/rate-limiter.ts';
import { Hub } from './room/hub.ts';
import { Moderation } from './room/moderation.ts';
import { RetentionJob } from './store/retention-job.ts';
import type { StaticFile } from './http/static-files.ts';
import type { MessageStore } from './store/message-store.ts';
import type { RuleStore } from './store/rule-store.ts';
import type { AttachedServer } from './gateway/upgrades.ts';

export interface PresenceServiceParts {
  options: Options;
  version: string;
  store: MessageStore;
  rules: RuleStore;
  broker: Broker;
  authenticator: Authenticator;
  widget: ReadonlyMap<string, StaticFile>;
  demo: ReadonlyMap<string, StaticFile> | undefined;
  clock: Clock;
  log: Logger;
}

/** Everything that is left is cut off after this time of draining, in ms; below the ten seconds many supervisors give. */
const DRAIN_LIMIT_MS = 8_000;

/** The routes, the gateway and the rooms as one thing, for whatever HTTP server carries it. */
export class PresenceService {
  /** What is said over plain HTTP. */
  readonly app: PresenceApp;
  readonly #parts: PresenceServiceParts;
  readonly #admission: Admission;
  readonly #moderation: Moderation;
  readonly #hub: Hub;
  readonly #gateway: Gateway;
  readonly #retentionJob: RetentionJob;
  #ready = false;

  constructor(parts: PresenceServiceParts) {
    this.#parts = parts;
    const { options, clock, log } = parts;
    const { limits, origins, addresses, reservedNames } = options;
    const { chatRate } = limits;
    const adminKey = new AdminKey(options.adminKey);
    this.#admission = new Admission({ origins, addresses, adminKey, limits });
    const moderation = (this.#moderation = new Moderation({ store: parts.rules, clock }));
    const { store, broker } = parts;
    this.#hub = new Hub({ store, broker, moderation, reservedNames, limits, clock });
    const metrics = new Metrics({
      sockets: () => this.#gateway.connections,
      rooms: () => this.#hub.size,
      pages: () => this.#hub.pages,
      members: () => this.#hub.members,
      storeAvailable: () => parts.store.available,
    });
    this.#gateway = new Gateway({
      admission: this.#admission,
      limits,
      clock,
      metrics,
      log,
      sessions: {
        hub: this.#hub,
        moderation,
        authenticator: parts.authenticator,
        parse: messageParser(limits),
        limits,
        clock,
        strikeRate: { perSecond: 1, burst: limits.floodStrikes },
        chatByMember: new RateLimiter(chatRate),
        // Many people share an address (an office, a school): it gets as much as ten of them.
        chatByAddress: new RateLimiter({ perSecond: chatRate.perSecond * 10, burst: chatRate.burst * 10 }),
        instance: randomUUID(),
        newId: () => randomUUID().slice(0, 13),
        log,
      },
    });
    this.app = createApp({
      admission: this.#admission,
      admin: {
        key: adminKey,
        hub: this.#hub,
        moderation,
        store,
        limits,
        clock,
        draining: () => this.#admission.draining,
        log,
      },
      metrics,
      version: parts.version,
      widget: parts.widget,
      demo: parts.demo,
      ready: () => this.#ready && parts.store.available,
    });
    this.#retentionJob = new RetentionJob({ store: parts.store, retention: options.retention, clock, log });
  }

  /** Sockets open now. */
  get connections(): number {
    return this.#gateway.connections;
  }

  get rooms(): number {
    return this.#hub.size;
  }

  /** Lets sockets in that come through this server, below a path of it. See `Gateway.listen`. */
  attach(server: AttachedServer, path = ''): void {
    this.#gateway.listen(server, path);
  }

  /** From now on it is ready, looks after its sockets and cleans up. */
  start(): void {
    this.#gateway.keepAlive();
    this.#retentionJob.start();
    this.#moderation.load().catch((error: unknown) => {
      // Who comes first asks for them again.
      this.#parts.log.warn({ err: error }, 'the rules can’t be read now');
    });
    this.#ready = true;
  }

  /**
   * Stops in good order: not ready, nobody let in, everybody asked to come back, what is being written finished,
   * then closed. Takes at most eight seconds.
   */
  async stop(): Promise<void> {
    this.#ready = false;
    this.#admission.draining = true;
    this.#retentionJob.stop();
    const { clock, store } = this.#parts;
    let cancel = (): void => undefined;
    const limit = new Promise<void>((done) => {
      cancel = clock.after(DRAIN_LIMIT_MS, done);
    });
    await Promise.race([Promise.all([this.#gateway.drain(), this.#hub.settled()]), limit]);
    cancel();
    this.#gateway.leave();
    this.#hub.close();
    this.#moderation.close();
    await store.close();
  }
}
