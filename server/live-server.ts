import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { PresenceService } from './presence-service.ts';
import type { PresenceServiceParts } from './presence-service.ts';

/** Requests whose headers are not complete within this time are cut off, in ms. */
const HEADERS_MS = 5_000;
/** How often node looks for such requests, in ms. */
const HEADERS_CHECK_MS = 1_000;

/** The service with an HTTP server of its own, as one thing that starts and stops. */
export class LiveServer {
  readonly #parts: PresenceServiceParts;
  readonly #service: PresenceService;
  readonly #http: Server;

  constructor(parts: PresenceServiceParts) {
    this.#parts = parts;
    this.#service = new PresenceService(parts);
    const listener = getRequestListener(this.#service.app.fetch, { overrideGlobalObjects: false });
    this.#http = createServer(
      {
        headersTimeout: HEADERS_MS,
        requestTimeout: 30_000,
        connectionsCheckingInterval: HEADERS_CHECK_MS,
        noDelay: true,
      },
      (request, response) => {
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

  /** @returns the port, which matters where 0 was asked for. @throws where the address can't be listened on */
  start(): Promise<number> {
    const { port, host } = this.#parts.options;
    return new Promise((started, failed) => {
      this.#service.attach(this.#http);
      this.#http.once('error', failed);
      this.#http.listen(port, host, () => {
        this.#http.off('error', failed);
        this.#service.start();
        started((this.#http.address() as AddressInfo).port);
      });
    });
  }

  /** Stops in good order, see `PresenceService.stop`, within ten seconds. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((done) => {
      this.#http.close(() => {
        done();
      });
    });
    const stopped = this.#service.stop();
    this.#http.closeIdleConnections();
    await stopped;
    this.#http.closeAllConnections();
    await closed;
  }
}
