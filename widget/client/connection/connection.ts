import { CLOSE, shouldReconnect } from '../../../protocol/close-codes.ts';
import type { Clock } from '../../../protocol/clock.ts';
import type { ClientMessage, PulseMessage } from '../../../protocol/messages.ts';
import { SUBPROTOCOL } from '../../../protocol/version.ts';
import { Backoff } from './backoff.ts';
import type { Refusal, Status } from './connection-status.ts';
import { Heartbeat } from './heartbeat.ts';
import { toJson } from './json.ts';
import type { ProbeResult } from './probe.ts';
import type { Transport, TransportFactory } from './transport.ts';

export interface ConnectionOptions {
  /** http(s) address of the room's socket. */
  url: string;
  clock: Clock;
  transport: TransportFactory;
  fetch: typeof fetch | undefined;
  isOnline: () => boolean;
}

export interface ConnectionHandlers {
  /** @returns the first message of a new socket */
  hello(): ClientMessage;
  message(data: string | Uint8Array): void;
  /** Status, `retryAt` or both have changed. */
  changed(): void;
  /** What was sent since the last welcome may not have arrived. */
  lost(code: number): void;
  /** Messages were lost, though the socket is open: a second welcome follows. */
  missed(): void;
  error(code: string, message: string): void;
}

/** From the attempt to the open socket, from there to the welcome, and for finding out why it failed: in ms. */
const OPEN_MS = 20_000;
const ANSWER_MS = 10_000;
const PROBE_MS = 5_000;
/** Refusals that may be over when the visitor looks again: the room has reopened, or somebody has left it. */
const MAY_PASS = /^(closed|limit)$/;
/** Those are retried after this time. */
const REFUSED_MS = 60_000;
/** An attempt older than this when the machine wakes is given up. */
const STUCK_MS = 5_000;
/** A connection that lasted this long was stable: the next wait is short again. */
const STABLE_MS = 5_000;
const MAX_RETRY_AFTER_MS = 600_000;
/** Failures in a row, with the network up, after which the visitor gets the hint. */
const HINT_AFTER = 3;

/** Keeps one socket open, for as long as the client wants one and the server accepts it. */
export class Connection {
  /** The page can't be seen: attempts are rarer. */
  hidden = false;
  /** The server's last error about this connection as a whole. */
  lastError: Refusal | undefined;
  readonly #options: ConnectionOptions;
  readonly #handlers: ConnectionHandlers;
  readonly #backoff: Backoff;
  readonly #heartbeat: Heartbeat;
  #status: Status = 'idle';
  #retryAt: number | undefined;
  #refusal: Refusal | undefined;
  /** The page's policy has blocked a request to the server. */
  #blocked = false;
  #transport: Transport | undefined;
  /** Counts attempts: callbacks of earlier ones are ignored. */
  #turn = 0;
  #timer: (() => void) | undefined;
  #abort: AbortController | undefined;
  #opened = false;
  /** Messages on this socket, and how many of the sent ones the server has been told of. */
  #received = 0;
  #sent = 0;
  #told = 0;
  #onlineAt = 0;
  #tried = false;
  #wasOnline = false;
  /** What is probably wrong, and how many attempts in a row pointed to it. */
  #hint: Refusal | undefined;
  #hints = 0;

  constructor(options: ConnectionOptions, handlers: ConnectionHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#backoff = new Backoff(() => options.clock.random());
    this.#heartbeat = new Heartbeat(
      options.clock,
      () => this.send({ type: 'ping' }),
      () => this.#closed(CLOSE.heartbeatLost),
    );
  }

  get status(): Status {
    return this.#status;
  }

  get retryAt(): number | undefined {
    return this.#retryAt;
  }

  get refusal(): Refusal | undefined {
    return this.#refusal;
  }

  /** Between attempts: what is probably wrong, if it is more than no answer. */
  get hint(): Refusal | undefined {
    return this.#hints >= HINT_AFTER ? this.#hint : undefined;
  }

  /** Bytes waiting to be sent. */
  get queued(): number {
    return this.#transport?.queued ?? 0;
  }

  connect(): void {
    if (this.#status !== 'idle' && this.#status !== 'refused') return;
    this.#tried = false;
    this.#backoff.reset();
    this.#attempt();
  }

  disconnect(): void {
    this.#replace(() => this.#set('idle'));
  }

  /** The network may be back, or the visitor looks at the page again: don't wait. */
  wake(): void {
    const { silence } = this.#heartbeat;
    if (this.#status === 'online') {
      if (this.#heartbeat.wake()) this.reconnect();
    } else if (this.#status === 'refused') {
      if (silence > REFUSED_MS && MAY_PASS.test(this.#refusal?.code ?? '')) this.#attempt();
    } else if (this.#status !== 'idle') {
      if (!this.#transport || silence > STUCK_MS) this.#attempt();
    }
  }

  /** The page's policy has blocked a request to this address. */
  forbid(address: string): void {
    const [scheme, , host] = address.split('/');
    this.#blocked ||= this.#options.url.startsWith(`${scheme?.replace('ws', 'http')}//${host}/`);
  }

  /** Replaces the socket at once. */
  reconnect(): void {
    this.#replace(() => this.#attempt());
  }

  /** The welcome has arrived. */
  welcomed(): void {
    if (!this.#transport) return;
    this.#onlineAt = this.#options.clock.now();
    this.#wasOnline = this.#tried = true;
    this.#timer?.();
    this.#heartbeat.watch();
    this.#set('online');
  }

  /** @returns whether it was sent: only while online */
  send(message: ClientMessage): boolean {
    return this.#status === 'online' && this.#write(toJson(message));
  }

  /** @returns whether it was sent: only while online */
  sendBytes(bytes: Uint8Array<ArrayBuffer>): boolean {
    return this.#status === 'online' && this.#write(bytes);
  }

  /**
   * The server tells how much it has sent, and is told the same. If messages were lost, in either direction, we say
   * hello again, and hear everything again.
   * @returns whether everything has arrived
   */
  pulse({ sent, lost }: PulseMessage): boolean {
    const missed = lost || sent !== this.#received - 1;
    this.#received = sent + 1;
    if (missed) {
      this.#handlers.missed();
      this.send(this.#handlers.hello());
    } else if (this.#sent !== this.#told && this.send({ type: 'pulse', sent: this.#sent }))
      this.#told = this.#sent;
    return !missed;
  }

  #write(data: string | Uint8Array<ArrayBuffer>): boolean {
    try {
      this.#transport?.send(data);
      this.#sent++;
      return !!this.#transport;
    } catch {
      // The socket is closing: the message counts as not sent.
      return false;
    }
  }

  #attempt(): void {
    const turn = this.#drop();
    const { url, clock, transport, isOnline } = this.#options;
    if (!isOnline()) {
      this.#set('offline');
      return;
    }
    this.lastError = this.#refusal = undefined;
    this.#opened = false;
    this.#received = this.#sent = this.#told = 0;
    this.#heartbeat.received();
    const current = () => turn === this.#turn;
    try {
      this.#transport = transport(url.replace(/^http/i, 'ws'), SUBPROTOCOL, {
        open: () => {
          if (!current()) return;
          this.#opened = true;
          this.#hints = 0;
          this.#timer?.();
          this.#timer = clock.after(ANSWER_MS, () => this.#closed(CLOSE.heartbeatLost));
          this.#write(toJson(this.#handlers.hello()));
        },
        message: (data) => {
          if (!current()) return;
          this.#received++;
          this.#heartbeat.received();
          this.#handlers.message(data);
        },
        close: (code, reason) => {
          if (current()) this.#closed(code, reason);
        },
      });
    } catch (error) {
      this.#refuse({ code: 'bad_server', message: String(error) });
      return;
    }
    this.#timer = clock.after(OPEN_MS, () => {
      // Such a silence says as much as a row of failures.
      this.#hints = HINT_AFTER - 1;
      this.#closed(CLOSE.heartbeatLost);
    });
    this.#set(this.#tried ? 'reconnecting' : 'connecting');
  }

  #closed(code: number, reason = ''): void {
    const { clock, isOnline, fetch: get } = this.#options;
    const failed = !this.#opened && this.#transport;
    // A server that restarts says so: its visitors need not wait for it, however often it does.
    if (this.#status === 'online' && (code === CLOSE.draining || clock.now() - this.#onlineAt > STABLE_MS))
      this.#backoff.reset();
    this.#tried = true;
    this.#replace((turn) => {
      // After `noHello` the hello was only late: the line is slow, or the page was frozen.
      if (!shouldReconnect(code) && code !== CLOSE.noHello) {
        const message = reason || `closed with ${code}`;
        this.#refuse(this.lastError ?? { code: `closed_${code}`, message });
      } else if (failed && isOnline() && get) void this.#probe(get, turn);
      else this.#retry(0);
    }, code);
  }

  async #probe(get: typeof fetch, turn: number): Promise<void> {
    const { url, clock } = this.#options;
    const { signal } = (this.#abort = new AbortController());
    // What is known without an answer: an address that never had one may be wrong.
    let result: ProbeResult = {};
    if (!this.#wasOnline)
      result.hint = {
        code: 'not_found',
        message: `no answer from ${url}: is the address right, and the server up?`,
      };
    this.#timer = clock.after(PROBE_MS, () => this.#probed(turn, result));
    if (this.#status !== 'connecting') this.#set('reconnecting');
    try {
      const { probe } = await import('./probe.ts');
      result =
        (await probe({
          url,
          fetch: get,
          signal,
          wasOnline: this.#wasOnline,
          isBlocked: () => this.#blocked,
        })) ?? result;
    } catch {
      // The module needs the network, too. The next failure loads it.
    }
    this.#probed(turn, result);
  }

  #probed(turn: number, { refusal, hint, wait = 0 }: ProbeResult): void {
    if (turn !== this.#turn) return;
    if (refusal) {
      this.#refuse(refusal);
      return;
    }
    this.#hint = hint;
    this.#hints = hint ? this.#hints + 1 : 0;
    if (hint && this.#hints === HINT_AFTER) this.#handlers.error(hint.code, hint.message);
    this.#retry(Math.min(wait, MAX_RETRY_AFTER_MS));
  }

  /** @param atLeast ms that the server asked for */
  #retry(atLeast: number): void {
    const { clock, isOnline } = this.#options;
    this.#drop();
    if (!isOnline()) {
      this.#set('offline');
      return;
    }
    const wait = atLeast + this.#backoff.next(this.hidden);
    this.#timer = clock.after(wait, () => this.#attempt());
    this.#set('reconnecting', clock.now() + wait);
  }

  #refuse(refusal: Refusal): void {
    this.#drop();
    this.#refusal = refusal;
    this.#set('refused');
  }

  /** Drops the socket, reports it lost, and goes on unless a listener has done something else by then. */
  #replace(next: (turn: number) => void, code = 1000): void {
    if (this.#status === 'idle') return;
    const turn = this.#drop();
    this.#handlers.lost(code);
    if (turn === this.#turn) next(turn);
  }

  /** Ends the current attempt or connection silently. @returns the number of the next turn */
  #drop(): number {
    this.#timer?.();
    this.#heartbeat.stop();
    this.#abort?.abort();
    this.#abort = undefined;
    const transport = this.#transport;
    this.#transport = undefined;
    const turn = ++this.#turn;
    try {
      transport?.close(1000, '');
    } catch {
      // It was already closed.
    }
    return turn;
  }

  #set(status: Status, retryAt?: number): void {
    if (status === this.#status && retryAt === this.#retryAt) return;
    this.#status = status;
    this.#retryAt = retryAt;
    this.#handlers.changed();
  }
}
