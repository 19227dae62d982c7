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
import { PING_FRAME } from '../frame.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { Session } from '../session/session.ts';
import type { SessionParts } from '../session/session.ts';
import { takeUpgrades } from './upgrades.ts';
import type { AttachedServer, UpgradeTaker } from './upgrades.ts';

export interface GatewayParts {
  admission: Admission;
  sessions: SessionParts;
  limits: Limits;
  clock: Clock;
  metrics: Metrics;
  log: Logger;
}

/** Sockets are pinged in so many groups, one after the other, so that ten thousand don't wake at once. */
const PING_GROUPS = 10;
/** Drained clients are told over this time, so that they don't all come back at once, in ms. */
const DRAIN_MS = 2_000;

/** Lets sockets in, keeps them alive, and carries frames between them and their sessions. */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #wss: WebSocketServer;
  readonly #groups: Set<SocketConnection>[] = Array.from({ length: PING_GROUPS }, () => new Set());
  #turn = 0;
  #joined = 0;
  #cancelPing: (() => void) | undefined;
  readonly #takers: UpgradeTaker[] = [];

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#wss = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: parts.limits.frameBytes,
      maxFragments: parts.limits.frameFragments,
      // Frames are made once for everybody and written beneath ws: they must not differ from peer to peer.
      perMessageDeflate: false,
      handleProtocols: () => SUBPROTOCOL,
    });
  }

  /** Answers the upgrades of this server below `path`, see `takeUpgrades`. */
  listen(server: AttachedServer, path = ''): void {
    const taker: UpgradeTaker = {
      path,
      left: false,
      take: (request, address, socket, head) => {
        this.#upgrade(request, address, socket, head);
      },
    };
    takeUpgrades(server, taker);
    this.#takers.push(taker);
  }

  /** What still comes is refused; who listens on the same server and path from now on has its place. */
  leave(): void {
    for (const taker of this.#takers.splice(0)) {
      taker.left = true;
    }
  }

  /** Starts to ping sockets and to cut off silent ones, until `drain`. */
  keepAlive(): void {
    this.#ping();
  }

  get connections(): number {
    return this.#groups.reduce((sum, group) => sum + group.size, 0);
  }

  /** Asks everybody to come back, spread over a moment, and resolves when all are gone. */
  async drain(): Promise<void> {
    const { clock } = this.#parts;
    this.#cancelPing?.();
    const all = this.#groups.flatMap((group) => [...group]);
    await Promise.all(
      all.map(
        (connection, index) =>
          new Promise<void>((done) => {
            connection.onceClosed(done);
            clock.after((index / all.length) * Math.min(DRAIN_MS, all.length), () => {
              connection.session?.close(CLOSE.draining, 'restarting');
            });
          }),
      ),
    );
  }

  #upgrade(request: IncomingMessage, address: string, socket: Duplex, head: Buffer): void {
    const { admission, metrics, log } = this.#parts;
    socket.on('error', () => {
      socket.destroy();
    });
    const verdict = admission.judgeUpgrade(request, address);
    if ('status' in verdict) {
      metrics.refusals.inc({ code: verdict.code });
      if (verdict.code === 'forbidden_origin') log.warn({ code: verdict.code }, verdict.message);
      refuse(socket, verdict);
      return;
    }
    // Counted before the handshake ends: a burst of upgrades must not slip by the limits.
    const uncount = admission.count(verdict.address);
    socket.once('close', uncount);
    this.#wss.handleUpgrade(request, socket, head, (webSocket) => {
      this.#open(webSocket, socket, verdict.room, verdict.address);
    });
  }

  #open(socket: WebSocket, raw: Duplex, room: string, address: string): void {
    const { clock, metrics, sessions, log } = this.#parts;
    const group = this.#groups[this.#joined++ % PING_GROUPS] ?? new Set();
    const connection = new SocketConnection(socket, raw, clock);
    const session = new Session(room, address, connection, sessions);
    group.add(connection);
    connection.carryTo(session, metrics, (code) => {
      group.delete(connection);
      metrics.closes.inc({ code });
      session.over();
    });
    socket.on('error', (error) => {
      // A frame that breaks the protocol: ws answers it with the code the standard asks for.
      log.debug({ session: session.id, err: error }, 'socket error');
    });
  }

  /** Pings one group and cuts off who has been silent in it; then the next. */
  #ping(): void {
    const { clock, limits } = this.#parts;
    this.#cancelPing = clock.after(limits.pingMs / PING_GROUPS, () => {
      const now = clock.now();
      for (const { session, heardAt } of this.#groups[this.#turn++ % PING_GROUPS] ?? []) {
        if (now - heardAt > limits.silenceMs) session?.close(CLOSE.heartbeatLost, 'silent');
        else session?.write(PING_FRAME);
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
  // A peer that does not close its side must not hold ours.
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
