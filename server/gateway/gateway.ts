/**
 * The gateway: from an HTTP upgrade to a session.
 *
 * `upgrades` picks the handler for the URL, `admission` decides who may connect (origin, room name, limits), and the
 * gateway turns the request into a `SocketConnection` with a `Session`. It knows sockets, pings and shutdown; what
 * the frames mean is the session's business.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { CLOSE } from '../../protocol/close-codes.ts';
import type { Limits } from '../../protocol/limits.ts';
import { SUBPROTOCOL } from '../../protocol/version.ts';
import type { Admission, Refusal } from './admission.ts';
import type { Clock } from '../../protocol/clock.ts';
import { SocketConnection } from './socket-connection.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { TokenBucket } from '../session/rate-limiter.ts';
import { Session } from '../session/session.ts';
import type { SessionParts } from '../session/session-parts.ts';
import { handleUpgrades } from './upgrades.ts';
import type { AttachedServer, UpgradeHandler } from './upgrades.ts';

export interface GatewayParts {
  admission: Admission;
  sessions: SessionParts;
  limits: Limits;
  clock: Clock;
  metrics: Metrics;
  log: Logger;
}

/** Sockets are pinged in this number of groups, in turn, so that ten thousand don't wake at once. */
const PING_GROUPS = 10;
/** Draining closes sockets one after another, so that clients don't all reconnect at once: in ms, and for all at most. */
const DRAIN_STEP_MS = 5;
const DRAIN_MS = 4_000;
/** Lines in the log about refused origins: enough for an owner to see what is missing. */
const ORIGIN_LINES = { perSecond: 1 / 60, burst: 20 };

/** Accepts sockets, keeps them alive and connects each to a session. */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #wss: WebSocketServer;
  readonly #groups: Set<SocketConnection>[] = Array.from({ length: PING_GROUPS }, () => new Set());
  /** Counts ping turns; the group that is next. */
  #turn = 0;
  /** Of refused origins in the log: anybody can send them. */
  readonly #originLines: TokenBucket;
  #accepted = 0;
  #cancelPing: (() => void) | undefined;
  readonly #handlers: UpgradeHandler[] = [];

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#originLines = new TokenBucket(ORIGIN_LINES, parts.clock.now());
    this.#wss = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: parts.limits.frameBytes,
      maxFragments: parts.limits.frameFragments,
      // Frames are encoded once for everybody and bypass ws, so they must be the same for every peer.
      perMessageDeflate: false,
      handleProtocols: () => SUBPROTOCOL,
    });
  }

  /** Handles this server's upgrades below `path`, see `handleUpgrades`. @throws PathInUse */
  listen(server: AttachedServer, path = ''): void {
    const handler: UpgradeHandler = {
      path,
      retired: false,
      handle: (request, url, socket, head) => {
        this.#upgrade(request, url, socket, head);
      },
    };
    handleUpgrades(server, handler);
    this.#handlers.push(handler);
  }

  /** Refuses further upgrades, until another gateway listens on the same server and path. */
  retire(): void {
    for (const handler of this.#handlers.splice(0)) {
      handler.retired = true;
    }
  }

  /** Pings sockets and closes silent ones, until `drain`. */
  keepAlive(): void {
    this.#ping();
  }

  get connections(): number {
    return this.#groups.reduce((sum, group) => sum + group.size, 0);
  }

  /** Closes all sockets with a request to reconnect, spread over a moment. Resolves when all have closed. */
  async drain(): Promise<void> {
    const { clock } = this.#parts;
    this.#cancelPing?.();
    const all = this.#groups.flatMap((group) => [...group]);
    await Promise.all(
      all.map(
        (connection, index) =>
          new Promise<void>((done) => {
            connection.onceClosed(done);
            clock.after(index * Math.min(DRAIN_MS / all.length, DRAIN_STEP_MS), () => {
              connection.session?.close(CLOSE.draining, 'restarting');
            });
          }),
      ),
    );
  }

  #upgrade(request: IncomingMessage, url: string, socket: Duplex, head: Buffer): void {
    const { admission, clock, metrics, log } = this.#parts;
    socket.on('error', () => {
      socket.destroy();
    });
    const verdict = admission.judgeUpgrade(request, url);
    if ('status' in verdict) {
      metrics.refusals.inc({ code: verdict.code });
      if (verdict.code === 'forbidden_origin' && this.#originLines.take(clock.now()) === 0)
        log.warn({ code: verdict.code }, verdict.message);
      refuse(socket, verdict);
      return;
    }
    // Counted before the handshake ends, so that a burst of upgrades can't exceed the limits.
    const uncount = admission.count(verdict.address);
    socket.once('close', uncount);
    try {
      this.#wss.handleUpgrade(request, socket, head, (webSocket) => {
        this.#open(webSocket, socket, verdict.room, verdict.address);
      });
    } catch (error) {
      // Somebody else has answered it, against all rules: this socket is lost, the process must not be.
      log.error({ err: error }, 'upgrade failed');
      socket.destroy();
    }
  }

  #open(socket: WebSocket, raw: Duplex, room: string, address: string): void {
    const { clock, metrics, sessions, log } = this.#parts;
    const group = this.#groups[this.#accepted++ % PING_GROUPS] ?? new Set();
    const connection = new SocketConnection(socket, raw, clock);
    const session = new Session(room, address, connection, sessions);
    group.add(connection);
    connection.deliverTo(session, metrics, (code) => {
      group.delete(connection);
      metrics.countClose(code);
      session.over();
    });
    socket.on('error', (error) => {
      // A frame that violates RFC 6455: ws closes the socket with the code from the standard.
      log.debug({ session: session.id, err: error }, 'socket error');
    });
  }

  /** Pings one group, closes the silent sockets in it and schedules the next group. */
  #ping(): void {
    const { clock, limits } = this.#parts;
    this.#cancelPing = clock.after(limits.pingMs / PING_GROUPS, () => {
      const silentSince = clock.now() - limits.silenceMs;
      // At their own turn, they would be shown for up to one more ping.
      for (const group of this.#groups)
        for (const { session, lastSeenAt } of group)
          if (lastSeenAt < silentSince) session?.close(CLOSE.heartbeatLost, 'silent');
      for (const { session, lastSeenAt } of this.#groups[this.#turn++ % PING_GROUPS] ?? []) {
        if (lastSeenAt < silentSince) continue;
        session?.heartbeat();
      }
      this.#ping();
    });
  }
}

function refuse(socket: Duplex, { status, code, message, retryAfterSeconds }: Refusal): void {
  const body = JSON.stringify({ error: { code, message } });
  const retry = retryAfterSeconds === undefined ? '' : `Retry-After: ${String(retryAfterSeconds)}\r\n`;
  const upgrade = status === 426 ? 'Upgrade: websocket\r\n' : '';
  socket.end(
    `HTTP/1.1 ${String(status)} ${REASONS[status]}\r\nConnection: close\r\n${retry}${upgrade}` +
      `Content-Type: application/json\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
  );
  // Don't wait for the peer to close its side.
  socket.once('finish', () => socket.destroy());
}

const REASONS: Record<Refusal['status'], string> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
};
