import { CLOSE, shouldReconnect } from '../../protocol/close-codes.ts';
import { SUBPROTOCOL } from '../../protocol/version.ts';
import type { HttpError } from '../../protocol/errors.ts';
import type { ClientMessage } from '../../protocol/messages.ts';
import type { Clock } from '../../protocol/clock.ts';
import { Backoff } from './reconnect.ts';
import type { Transport, TransportFactory } from './transport.ts';

/**
 * - `idle`: not asked to connect.
 * - `connecting`: the first attempt.
 * - `online`: welcomed by the server.
 * - `reconnecting`: between attempts, or in one after the first.
 * - `offline`: the platform says there is no network; waits for `wake`.
 * - `refused`: the server won't have us, and trying again would not mend it.
 */
export type Status = 'idle' | 'connecting' | 'online' | 'reconnecting' | 'offline' | 'refused';

/** Why the server won't have us. */
export interface Refusal {
  /** A code of the HTTP API or of an `error` message, `bad_server` for an address that can't be one. */
  code: string;
  /** A sentence for a developer. */
  message: string;
}

export interface ConnectionOptions {
  /** http(s) address of the room's socket. */
  url: string;
  clock: Clock;
  transport: TransportFactory;
  fetch: typeof fetch | undefined;
  isOnline: () => boolean;
}

/** Who uses the connection. */
export interface ConnectionUser {
  /** The first message of a new socket. */
  hello(): ClientMessage;
  message(data: string | Uint8Array): void;
  /** Status, `retryAt` or both are others now. */
  changed(): void;
  /** What was said since the last welcome may not have arrived. */
  lost(code: number): void;
  trouble(code: string, message: string): void;
}

/** Silence after which we ask, and after which there is nobody: in ms. */
const PING_MS = 15_000;
const PONG_MS = 10_000;
/** The same on waking, where somebody is looking. */
const WAKE_PONG_MS = 1_500;
/** From the attempt to the welcome, and for asking why there was none. */
const WELCOME_MS = 20_000;
const PROBE_MS = 10_000;
/** What may have passed when a visitor looks again: the room is open again, or there is a place in it. */
const MAY_PASS = /^(closed|limit)$/;
/** They are let try again after so long. */
const REFUSED_MS = 60_000;
/** An attempt that is older than this when the machine wakes is given up. */
const STUCK_MS = 5_000;
/** A connection that lasted this long was a good one: the next wait is short again. */
const STABLE_MS = 5_000;
const MAX_RETRY_AFTER_MS = 600_000;
/** After so many attempts that something else than the network's absence has spoilt, that is said. */
const HINT_AFTER = 3;

/** One socket after the other, for as long as we want one and the server wants us. */
export class Connection {
  /** The page can't be seen: attempts are rarer. */
  hidden = false;
  /** What the server said last about this connection as a whole. */
  lastError: Refusal | undefined;
  readonly #options: ConnectionOptions;
  readonly #user: ConnectionUser;
  readonly #backoff: Backoff;
  #status: Status = 'idle';
  #retryAt: number | undefined;
  #refusal: Refusal | undefined;
  /** By the page's policy there is no way to the server. */
  #forbidden = false;
  #transport: Transport | undefined;
  /** Counts attempts: what an earlier one still tells is not heard. */
  #turn = 0;
  #timer: (() => void) | undefined;
  #abort: AbortController | undefined;
  #opened = false;
  #receivedAt = 0;
  #pinged = false;
  #onlineAt = 0;
  #tried = false;
  #wasOnline = false;
  /** What is probably wrong, and how often in a row it looked like that. */
  #hint: Refusal | undefined;
  #hints = 0;

  constructor(options: ConnectionOptions, user: ConnectionUser) {
    this.#options = options;
    this.#user = user;
    this.#backoff = new Backoff(() => options.clock.random());
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

  /** Between attempts: what is probably wrong, where it is more than that nobody answers. */
  get hint(): Refusal | undefined {
    return this.#hints >= HINT_AFTER ? this.#hint : undefined;
  }

  /** Bytes that wait to leave. */
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
    if (this.#status === 'idle') return;
    const turn = this.#drop();
    this.#user.lost(1000);
    if (turn === this.#turn) this.#set('idle');
  }

  /** There may be a network again, or somebody who looks: don't wait. */
  wake(): void {
    const silent = this.#options.clock.now() - this.#receivedAt;
    if (this.#status === 'online') {
      if (silent > PING_MS + PONG_MS) this.reconnect();
      else if (silent > WAKE_PONG_MS && !this.#pinged) this.#ping(WAKE_PONG_MS);
    } else if (this.#status === 'refused') {
      if (silent > REFUSED_MS && MAY_PASS.test(this.#refusal?.code ?? '')) this.#attempt();
    } else if (this.#status !== 'idle') {
      if (!this.#transport || silent > STUCK_MS) this.#attempt();
    }
  }

  /** The page's policy has stopped a request to this address. */
  forbid(address: string): void {
    this.#forbidden ||= address.replace(/^ws/i, 'http').startsWith(new URL(this.#options.url).origin);
  }

  /** A new socket at once, in place of the one there is. */
  reconnect(): void {
    if (this.#status === 'idle') return;
    const turn = this.#drop();
    this.#user.lost(1000);
    if (turn === this.#turn) this.#attempt();
  }

  /** The welcome has come. */
  welcomed(): void {
    if (!this.#transport) return;
    this.#onlineAt = this.#options.clock.now();
    this.#wasOnline = this.#tried = true;
    this.#watch(PING_MS);
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

  #write(data: string | Uint8Array<ArrayBuffer>): boolean {
    try {
      this.#transport?.send(data);
      return !!this.#transport;
    } catch {
      // The socket is closing; what it has not taken counts as not sent.
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
    this.#opened = this.#pinged = false;
    this.#receivedAt = clock.now();
    const current = () => turn === this.#turn;
    try {
      this.#transport = transport(url.replace(/^http/i, 'ws'), SUBPROTOCOL, {
        open: () => {
          if (!current()) return;
          this.#opened = true;
          this.#hints = 0;
          this.#write(toJson(this.#user.hello()));
        },
        message: (data) => {
          if (!current()) return;
          this.#receivedAt = clock.now();
          this.#pinged = false;
          this.#user.message(data);
        },
        close: (code, reason) => {
          if (current()) this.#closed(code, reason);
        },
      });
    } catch (error) {
      this.#refuse('bad_server', String(error));
      return;
    }
    this.#timer = clock.after(WELCOME_MS, () => this.#closed(CLOSE.heartbeatLost));
    this.#set(this.#tried ? 'reconnecting' : 'connecting');
  }

  #closed(code: number, reason = ''): void {
    const { clock, isOnline } = this.#options;
    const failed = !this.#opened && this.#transport;
    if (this.#status === 'online' && clock.now() - this.#onlineAt > STABLE_MS) this.#backoff.reset();
    this.#tried = true;
    const turn = this.#drop();
    this.#user.lost(code);
    if (turn !== this.#turn) return;
    // Ours was said, and only came late: the line is slow, or the page was frozen meanwhile.
    if (!shouldReconnect(code) && code !== CLOSE.noHello) {
      this.#refuse(
        this.lastError?.code ?? `closed_${code}`,
        this.lastError?.message ?? (reason || `closed with ${code}`),
      );
    } else if (failed && isOnline() && this.#options.fetch) void this.#probe(this.#options.fetch, turn);
    else this.#retry(0);
  }

  /** Asks over HTTP why there was no socket: browsers don't tell. */
  async #probe(get: typeof fetch, turn: number): Promise<void> {
    const { url, clock } = this.#options;
    const abort = (this.#abort = new AbortController());
    this.#timer = clock.after(PROBE_MS, () => abort.abort());
    if (this.#status !== 'connecting') this.#set('reconnecting');
    let wait = 0;
    let hint: Refusal | undefined;
    try {
      const response = await get(url, { signal: abort.signal, cache: 'no-store', credentials: 'omit' });
      const { status, headers } = response;
      const body = (await response.json().catch(() => undefined)) as Partial<HttpError> | null | undefined;
      if (turn !== this.#turn) return;
      const error = body?.error;
      if (status < 300 || status === 400 || status === 403 || status === 404) {
        // Where we have been before, a page that is not the server's own means that its proxy is at work.
        if (error ?? !this.#wasOnline) {
          this.#refuse(
            error?.code ?? 'not_found',
            error?.message ?? `${url} answers ${status}: is this a live-presence server?`,
          );
          return;
        }
      } else if (status === 426) {
        hint = blocked(
          'The server responds, but WebSockets are blocked by a proxy, a browser extension or connect-src.',
        );
      } else if (status === 429 || status === 503) {
        wait = Number(headers.get('retry-after')) * 1000 || 0;
      }
    } catch {
      // Nobody answers, the usual reason for there being no socket; or somebody whose answer is not for us to read:
      // the server's always is.
      const { signal } = abort;
      const answers =
        !this.#forbidden &&
        !this.#wasOnline &&
        !signal.aborted &&
        (await get(url, { signal, mode: 'no-cors', cache: 'no-store', credentials: 'omit' }).catch(
          () => undefined,
        ));
      if (this.#forbidden)
        hint = blocked(
          `Blocked by this page’s Content Security Policy: add ${url} to connect-src, with https: and wss:.`,
        );
      else if (answers) {
        hint = {
          code: 'not_found',
          message: `${url} responds, but not like a live-presence server. Check the address, and that the server is running behind its proxy.`,
        };
      }
    }
    if (turn !== this.#turn) return;
    this.#hint = hint;
    this.#hints = hint ? this.#hints + 1 : 0;
    if (hint && this.#hints === HINT_AFTER) this.#user.trouble(hint.code, hint.message);
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

  #refuse(code: string, message: string): void {
    this.#drop();
    this.#refusal = { code, message };
    this.#set('refused');
  }

  #ping(wait: number): void {
    this.#pinged = true;
    this.send({ type: 'ping' });
    this.#watch(wait);
  }

  /** Looks after `ms` whether something was received. Messages only note their time: no timer is set for each. */
  #watch(ms: number): void {
    const { clock } = this.#options;
    this.#timer?.();
    this.#timer = clock.after(ms, () => {
      const silent = clock.now() - this.#receivedAt;
      if (this.#pinged) this.#closed(CLOSE.heartbeatLost);
      else if (silent >= PING_MS) this.#ping(PONG_MS);
      else this.#watch(PING_MS - silent);
    });
  }

  /** Ends the attempt or connection there is, without a word. @returns the number of the turn that begins */
  #drop(): number {
    this.#timer?.();
    this.#abort?.abort();
    this.#abort = undefined;
    const transport = this.#transport;
    this.#transport = undefined;
    const turn = ++this.#turn;
    try {
      transport?.close(1000, '');
    } catch {
      // It was closed already.
    }
    return turn;
  }

  #set(status: Status, retryAt?: number): void {
    if (status === this.#status && retryAt === this.#retryAt) return;
    this.#status = status;
    this.#retryAt = retryAt;
    this.#user.changed();
  }
}

function blocked(message: string): Refusal {
  return { code: 'socket_blocked', message };
}

/** The server takes well-formed text only: half a pair, as left by cutting a string, is replaced. */
function toJson(message: ClientMessage): string {
  return JSON.stringify(message, (_, value: unknown) =>
    typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value,
  );
}
