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
import { AddressShares } from './session/address-shares.ts';
import { RateLimiter } from './session/rate-limiter.ts';
import { ReadBudgets } from './session/read-budgets.ts';
import { Hub } from './room/hub.ts';
import { Moderation } from './room/moderation.ts';
import { RetentionJob } from './store/retention-job.ts';
import type { StaticFile } from './http/static-files.ts';
import { StoreUnavailable } from './store/message-store.ts';
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
  /** Where the log goes; it counts lines that could not be written. */
  output: { readonly lost: number };
}

/**
 * Draining ends after this time, and so does waiting for the store to close, in ms: many supervisors kill a process
 * after ten seconds.
 */
const DRAIN_LIMIT_MS = 6_500;
const CLOSE_LIMIT_MS = 2_500;

/** The routes, the gateway and the rooms, for any HTTP server. */
export class PresenceService {
  /** The HTTP routes. */
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
    const adminKey = new AdminKey(options.adminKey);
    this.#admission = new Admission({ origins, addresses, adminKey, limits, clock });
    const moderation = (this.#moderation = new Moderation({ store: parts.rules, clock }));
    const { store, broker } = parts;
    this.#hub = new Hub({ store, broker, moderation, reservedNames, limits, clock });
    const metrics = new Metrics({
      sockets: () => this.#gateway.connections,
      rooms: () => this.#hub.size,
      pages: () => this.#hub.pages,
      members: () => this.#hub.members,
      storeAvailable: () => parts.store.available,
      logLinesLost: () => parts.output.lost,
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
        chatByMember: new RateLimiter(limits.chatRate),
        chatByAddress: new AddressShares({ limits, clock, log }),
        reads: new ReadBudgets(limits),
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
        onWrongKey: () => {
          metrics.wrongKeys.inc();
        },
        log,
      },
      metrics,
      version: parts.version,
      widget: parts.widget,
      demo: parts.demo,
      ready: () => this.#ready,
      storeAvailable: () => parts.store.available,
      log,
    });
    this.#retentionJob = new RetentionJob({
      store: parts.store,
      isOpen: (room) => this.#hub.find(room) !== undefined,
      retention: options.retention,
      clock,
      log,
    });
  }

  /** Sockets open now. */
  get connections(): number {
    return this.#gateway.connections;
  }

  get rooms(): number {
    return this.#hub.size;
  }

  /** Accepts sockets through this server, below a path. See `Gateway.listen`. @throws PathInUse */
  attach(server: AttachedServer, path = ''): void {
    this.#gateway.listen(server, path);
  }

  /** Starts the heartbeat and the retention job, and reports ready. */
  start(): void {
    this.#gateway.keepAlive();
    this.#retentionJob.start();
    this.#moderation.load().catch((error: unknown) => {
      // The first session to join retries.
      this.#parts.log.warn({ err: error }, 'could not load moderation rules');
    });
    this.#ready = true;
  }

  /**
   * Shuts down cleanly, in at most nine seconds: not ready any more, upgrades refused, clients asked to reconnect,
   * pending writes completed, then closed.
   * @returns whether all has ended; a store that hangs may still be at work
   */
  async stop(): Promise<boolean> {
    this.#ready = false;
    this.#admission.draining = true;
    this.#retentionJob.stop();
    // In this order: until its turn to close, a session may still post.
    await this.#within(
      DRAIN_LIMIT_MS,
      this.#gateway.drain().then(() => this.#hub.settled()),
    );
    this.#gateway.retire();
    this.#hub.close();
    this.#moderation.close();
    const { store, log } = this.#parts;
    const closed = await this.#within(CLOSE_LIMIT_MS, store.close());
    if (!closed) log.error({}, 'the chat’s store does not answer: it was left as it is');
    return closed;
  }

  /** Waits for `work`, but not longer than this. @returns whether it is done */
  async #within(ms: number, work: Promise<void>): Promise<boolean> {
    let cancel = (): void => undefined;
    const limit = new Promise<false>((resolve) => {
      cancel = this.#parts.clock.after(ms, () => {
        resolve(false);
      });
    });
    try {
      return await Promise.race([work.then(() => true), limit]);
    } catch (error) {
      if (error instanceof StoreUnavailable) return false;
      throw error;
    } finally {
      cancel();
    }
  }
}
