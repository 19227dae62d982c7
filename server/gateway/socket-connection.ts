import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { CloseCode } from '../../protocol/close-codes.ts';
import type { Clock } from '../../protocol/clock.ts';
import type { Metrics } from '../metrics.ts';
import type { Session, SessionSocket } from '../session/session.ts';

/** A peer that does not answer a close frame within this time is cut off, in ms. */
const CLOSE_MS = 2_000;

/**
 * A socket between its upgrade and its end. Thousands lie idle at a time: what each holds is counted in bytes, so
 * there is one object here, and no function of its own but the listeners.
 */
export class SocketConnection implements SessionSocket {
  readonly #socket: WebSocket;
  readonly #raw: Duplex;
  readonly #clock: Clock;
  /** When the peer was last heard, pongs included. */
  heardAt: number;
  session: Session | undefined;

  /** @param raw what `socket` writes to */
  constructor(socket: WebSocket, raw: Duplex, clock: Clock) {
    this.#socket = socket;
    this.#raw = raw;
    this.#clock = clock;
    this.heardAt = clock.now();
  }

  /** Carries what comes to a session, from now to the end. @param closed called once, when the socket is gone */
  carryTo(session: Session, metrics: Metrics, closed: (code: number) => void): void {
    this.session = session;
    const socket = this.#socket;
    const heard = () => {
      this.heardAt = this.#clock.now();
    };
    socket.on('message', (data: Buffer, binary: boolean) => {
      heard();
      metrics.received[binary ? 'cursor' : 'message']++;
      if (binary) session.binary(data);
      else session.text(data.toString('utf8'));
    });
    socket.on('pong', heard);
    socket.on('ping', heard);
    socket.on('close', closed);
  }

  /** Calls back once the socket is gone. */
  onceClosed(done: () => void): void {
    this.#socket.once('close', done);
  }

  get queued(): number {
    return this.#socket.bufferedAmount;
  }

  write(frames: Buffer): void {
    // Beneath ws: without compression and fragments every frame is whole, so ours may stand between its own.
    if (this.#socket.readyState === this.#socket.OPEN) this.#raw.write(frames);
  }

  send(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text);
  }

  close(code: CloseCode, reason: string): void {
    this.#socket.close(code, reason);
    const cancel = this.#clock.after(CLOSE_MS, () => {
      this.#socket.terminate();
    });
    this.#socket.once('close', cancel);
  }
}
