import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { requestTarget } from './gateway/request-target.ts';
import { PresenceService } from './presence-service.ts';
import type { PresenceServiceParts } from './presence-service.ts';

/** Time in which a request's headers must be complete, in ms. */
const HEADERS_MS = 5_000;
/** How often Node checks for late requests, in ms. */
const HEADERS_CHECK_MS = 1_000;

/** The service with its own HTTP server. */
export class LiveServer {
  readonly #parts: PresenceServiceParts;
  readonly #service: PresenceService;
  readonly #http: Server;

  constructor(parts: PresenceServiceParts) {
    this.#parts = parts;
    this.#service = new PresenceService(parts);
    const listener = getRequestListener(this.#service.app.fetch, {
      overrideGlobalObjects: false,
      // HTTP/1.0 has no Host; health checks use it.
      hostname: 'localhost',
    });
    this.#http = createServer(
      {
        headersTimeout: HEADERS_MS,
        requestTimeout: 30_000,
        keepAliveTimeout: parts.options.keepAliveMs,
        connectionsCheckingInterval: HEADERS_CHECK_MS,
        noDelay: true,
      },
      (request, response) => {
        request.url = requestTarget(request);
        void listener(request, response);
      },
    );
  }

  /** Sockets open now. */
  get connections(): number {
    return this.#service.connections;
  }

  get rooms(): number {
    return this.#service.rooms;
  }

  /** @returns the port, which the system chooses if it was 0. @throws if the address can't be listened on */
  start(): Promise<number> {
    const { port, host } = this.#parts.options;
    return new Promise((resolve, reject) => {
      this.#service.attach(this.#http);
      this.#http.once('error', reject);
      this.#http.listen(port, host, () => {
        this.#http.off('error', reject);
        this.#service.start();
        resolve((this.#http.address() as AddressInfo).port);
      });
    });
  }

  /** Stops within ten seconds, see `PresenceService.stop`. */
  async stop(): Promise<boolean> {
    const closed = new Promise<void>((done) => {
      this.#http.close(() => {
        done();
      });
    });
    const stopped = this.#service.stop();
    this.#http.closeIdleConnections();
    const ended = await stopped;
    this.#http.closeAllConnections();
    await closed;
    return ended;
  }
}
