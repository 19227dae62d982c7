import { isTemporary } from '../../protocol/errors.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { ErrorMessage, PulseMessage, ServerMessage } from '../../protocol/messages.ts';
import { PING_FRAME, messagesIn, textFrame } from '../frame.ts';
import { STORE_MS } from '../room/deadline.ts';
import { OperationError } from '../room/operation-error.ts';
import { StoreUnavailable } from '../store/message-store.ts';
import type { SessionParts, SessionSocket } from './session-parts.ts';

/** When a client may send again what the server could not do, in ms. */
const RETRY_MS = 1_000;

/**
 * Sends a session's messages and errors. A store that is away is translated for the visitor here, and for the site in
 * the admin API, nowhere else.
 */
export class Outbox {
  readonly #socket: SessionSocket;
  readonly #parts: Pick<SessionParts, 'limits' | 'clock' | 'log'>;
  readonly #session: { room: string; session: string };
  readonly #onSlow: () => void;
  #closed = false;
  /** Messages that the client should have been sent. */
  #sent = 0;

  /**
   * @param session for the log
   * @param onSlow called when too much waits to be sent
   */
  constructor(
    socket: SessionSocket,
    parts: Pick<SessionParts, 'limits' | 'clock' | 'log'>,
    session: { room: string; session: string },
    onSlow: () => void,
  ) {
    this.#socket = socket;
    this.#parts = parts;
    this.#session = session;
    this.#onSlow = onSlow;
  }

  /** Bytes that wait to be sent. */
  get queued(): number {
    return this.#socket.queued;
  }

  /** Sends nothing from now on. */
  close(): void {
    this.#closed = true;
  }

  /** Writes whole frames that were made for many sessions. */
  write(frames: Buffer): void {
    if (this.#closed) return;
    this.#sent += messagesIn(frames);
    this.#socket.write(frames);
    this.#checkSlow();
  }

  /** @returns bytes of the message */
  send(message: ServerMessage): number {
    if (this.#closed) return 0;
    this.#sent++;
    const text = JSON.stringify(message);
    this.#socket.send(text);
    this.#checkSlow();
    return Buffer.byteLength(text);
  }

  /** Tells the client what it should have by now. @param more what else it should know */
  pulse(more: Pick<PulseMessage, 'seq' | 'lost'>): void {
    this.send(this.#pulse(more));
  }

  /** The same with a ping of WebSocket's own, in one write: each costs more than what is in it. */
  heartbeat(more: Pick<PulseMessage, 'seq' | 'lost'>): void {
    this.write(Buffer.concat([PING_FRAME, textFrame(JSON.stringify(this.#pulse(more)))]));
  }

  #pulse(more: Pick<PulseMessage, 'seq' | 'lost'>): PulseMessage {
    return { type: 'pulse', sent: this.#sent, ...more };
  }

  /** @param ref what the error refers to */
  error(code: ErrorCode, message: string, ref?: string, retryAfterMs?: number): void {
    const error: ErrorMessage = { type: 'error', code, ...(ref !== undefined && { ref }), message };
    if (retryAfterMs !== undefined) error.retryAfterMs = retryAfterMs;
    this.send(error);
  }

  /** Sends what an exception means for the client; an unexpected one is logged. */
  fail(exception: unknown, ref: string): void {
    const { code, message } = this.#translate(exception);
    this.error(code, message, ref, isTemporary(code) ? RETRY_MS : undefined);
  }

  /**
   * Sends the outcome of work on the log, or that the store does not answer.
   * @param onDone called with the bytes of the message, once the work is over
   */
  answer<T>(
    ref: string,
    work: Promise<T>,
    message?: (result: T) => ServerMessage,
    onDone: (bytes: number) => void = () => undefined,
  ): void {
    let isLate = false;
    const cancel = this.#parts.clock.after(STORE_MS, () => {
      isLate = true;
      this.fail(new StoreUnavailable('the store does not answer'), ref);
    });
    // One step after the work, and no more: events that follow must not overtake the answer.
    work.then(
      (result) => {
        cancel();
        onDone(!isLate && message ? this.send(message(result)) : 0);
      },
      (exception: unknown) => {
        cancel();
        if (!isLate) this.fail(exception, ref);
        onDone(0);
      },
    );
  }

  /** Logs an exception, unless it is a store that is away: its own log has that. */
  report(exception: unknown): void {
    if (exception instanceof StoreUnavailable) return;
    this.#parts.log.error({ err: exception, ...this.#session }, 'operation failed');
  }

  #translate(exception: unknown): OperationError {
    if (exception instanceof OperationError) return exception;
    this.report(exception);
    const isAway = exception instanceof StoreUnavailable;
    return new OperationError('unavailable', isAway ? exception.message : 'the server could not do this now');
  }

  #checkSlow(): void {
    if (this.#socket.queued > this.#parts.limits.slowBytes) this.#onSlow();
  }
}
