import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { CLOSE } from '../../protocol/close-codes.ts';
import type { CloseCode } from '../../protocol/close-codes.ts';
import type { Clock } from '../../protocol/clock.ts';
import type { Metrics } from '../metrics.ts';
import type { Session } from '../session/session.ts';
import type { SessionSocket } from '../session/session-parts.ts';

/** How long to wait for the peer's close frame before terminating the socket, in ms. */
const CLOSE_MS = 2_000;

/**
 * A socket from its upgrade to its close. Thousands are idle at a time, so every byte per socket counts: this is one
 * object, with no closures but the listeners.
 */
export class SocketConnection implements SessionSocket {
  readonly #socket: WebSocket;
  readonly #raw: Duplex;
  readonly #clock: Clock;
  /** When the last frame arrived, including pongs. */
  lastSeenAt: number;
  session: Session | undefined;

  /** @param raw the stream under `socket` */
  constructor(socket: WebSocket, raw: Duplex, clock: Clock) {
    this.#socket = socket;
    this.#raw = raw;
    this.#clock = clock;
    this.lastSeenAt = clock.now();
  }

  /** Delivers incoming frames to a session. @param onClosed called once, when the socket has closed */
  deliverTo(session: Session, metrics: Metrics, onClosed: (code: number) => void): void {
    this.session = session;
    const socket = this.#socket;
    const seen = () => {
      this.lastSeenAt = this.#clock.now();
    };
    socket.on('message', (data: Buffer, binary: boolean) => {
      seen();
      metrics.received[binary ? 'cursor' : 'message']++;
      if (binary) session.binary(data);
      else session.text(data.toString('utf8'));
    });
    const control = (): void => {
      seen();
      session.controlFrame();
    };
    socket.on('pong', control);
    socket.on('ping', control);
    socket.on('close', onClosed);
  }

  /** Calls back when the socket has closed. */
  onceClosed(done: () => void): void {
    this.#socket.once('close', done);
  }

  get queued(): number {
    return this.#socket.bufferedAmount;
  }

  write(frames: Buffer): void {
    // Bypasses ws: without compression and fragments its frames are whole, so ours can go between them.
    if (this.#socket.readyState === this.#socket.OPEN) this.#raw.write(frames);
  }

  send(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text);
  }

  close(code: CloseCode, reason: string): void {
    this.#socket.close(code, reason);
    if (code === CLOSE.flood || code === CLOSE.badRequest) this.#stopReading();
    const cancel = this.#clock.after(CLOSE_MS, () => {
      this.#socket.terminate();
    });
    this.#socket.once('close', cancel);
  }

  /** Whoever goes on sending costs no more than reading the bytes. */
  #stopReading(): void {
    this.#raw.removeAllListeners('data');
    this.#raw.resume();
    // Their close frame is not read, so the end of this side has to do.
    this.#raw.end();
  }
}
