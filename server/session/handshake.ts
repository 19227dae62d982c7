import { CLOSE } from '../../protocol/close-codes.ts';
import type { CloseCode } from '../../protocol/close-codes.ts';
import { clientLimits } from '../../protocol/limits.ts';
import type { HelloMessage, LogPosition, ServerMessage, WelcomeMessage } from '../../protocol/messages.ts';
import type { Identity } from '../auth/authenticator.ts';
import { withinDeadline } from '../room/deadline.ts';
import { OperationError } from '../room/operation-error.ts';
import type { PendingJoin } from '../room/pending-joins.ts';
import { CLOSED } from '../room/room.ts';
import type { Room } from '../room/room.ts';
import type { RoomSession, Seat } from '../room/seat.ts';
import type { SessionParts } from './session-parts.ts';

/** A welcome waits this long for the log, in ms; cursors and the list of people must not wait for a slow disk. */
const LOG_MS = 1_000;

const WRONG_TOKEN = new OperationError('unauthorised', 'the token is not valid here');
const NO_VISITOR = new OperationError('unauthorised', 'no visitor');
const FULL = new OperationError('limit', 'the room is full');
const TOO_MANY_WINDOWS = new OperationError('limit', 'too many windows of one visitor');

/** What a handshake has read. */
interface LogReading {
  /** Undefined if the log could not be read in time. */
  position: LogPosition | undefined;
  /** The attempt that may still succeed. */
  underway: Promise<LogPosition> | undefined;
  erasedBefore: ReadonlySet<object>;
}

/** What a handshake needs of its session. */
export interface JoiningSession extends RoomSession {
  /** Whether it still waits for its seat: its socket may have gone. */
  readonly isJoining: boolean;
  readonly isOver: boolean;
  /** It has its seat: from now on it leaves the room when it ends. */
  seated(room: Room, seat: Seat): void;
  /** It has its welcome: the messages that came before are handled now. */
  welcomed(): void;
  send(message: ServerMessage): void;
  /** Sends an error and ends the session. */
  refuse(error: OperationError, ref: string, code?: CloseCode): void;
  /** Runs `release` when the session ends, at once if it has. */
  onceOver(release: () => void): void;
  /** Logs an error that is more than a store that is away. */
  report(error: unknown): void;
}

/** From a session's `hello` to its seat: who it is, whether there is a place, and the `welcome`. */
export class Handshake {
  readonly #hello: HelloMessage;
  readonly #session: JoiningSession;
  readonly #room: Room;
  readonly #parts: SessionParts;

  constructor(hello: HelloMessage, session: JoiningSession, room: Room, parts: SessionParts) {
    this.#hello = hello;
    this.#session = session;
    this.#room = room;
    this.#parts = parts;
  }

  /** Resolves when the session has its seat, or was refused. */
  run(): Promise<void> {
    return this.#room.during(() => this.#identify());
  }

  /**
   * Frames of a session were lost, in whichever direction: takes over what its client says of itself, and sends what
   * the client should know. Identity and seat stay. What the client says while the log is read is newer.
   */
  repeat(seat: Seat): Promise<void> {
    return this.#room.during(async () => {
      const { page, profile } = this.#hello;
      this.#room.changePage(seat, page);
      const reserved = this.#room.describe(seat, { away: false, ...profile });
      const log = await this.#readLog();
      if (this.#session.isOver) return;
      this.#greet(seat, reserved, log);
      this.#room.show(seat, true);
    });
  }

  async #identify(): Promise<void> {
    const { hub, authenticator } = this.#parts;
    const identity = authenticator.identify(this.#hello);
    if (!identity) {
      const error = this.#hello.token === undefined ? NO_VISITOR : WRONG_TOKEN;
      this.#refuse(error, CLOSE.unauthorised);
      return;
    }
    const uncount = hub.countSocket(identity.id);
    if (!uncount) {
      this.#refuse(TOO_MANY_WINDOWS, CLOSE.limit);
      return;
    }
    this.#session.onceOver(uncount);
    const pending = hub.pendingJoins.add(identity.id);
    try {
      // Asked again below; here, so that a full room costs no reads.
      if (!this.#room.roster.hasSpaceFor(identity, this.#session.address)) this.#refuse(FULL, CLOSE.limit);
      else await this.#seat(identity, pending);
    } finally {
      pending.end();
    }
  }

  /** Waits for the log, but not long, then takes the seat in the same step: what was checked has to hold. */
  async #seat(identity: Identity, pending: PendingJoin): Promise<void> {
    const log = await this.#readLog();
    // The socket may have gone while the log was read.
    if (!this.#session.isJoining) return;
    const denied = this.#parts.moderation.isClosed(this.#room.name) ? CLOSED : pending.dismissed;
    if (denied) this.#refuse(denied, CLOSE.forbidden);
    else if (!this.#room.roster.hasSpaceFor(identity, this.#session.address)) this.#refuse(FULL, CLOSE.limit);
    else {
      const { seat, reserved } = this.#room.enter(
        this.#session,
        identity,
        this.#hello.page,
        this.#hello.profile,
      );
      this.#session.seated(this.#room, seat);
      this.#greet(seat, reserved, log);
      this.#room.show(seat);
      this.#session.welcomed();
    }
  }

  async #readLog(): Promise<LogReading> {
    const { chat, name } = this.#room;
    const { hub, clock } = this.#parts;
    const erasedBefore = new Set<object>(hub.erasures.of(name));
    let position: LogPosition | undefined;
    let underway: Promise<LogPosition> | undefined;
    while (!position && !chat.isFailing) {
      underway = chat.recover(this.#hello.resume);
      // What went wrong is reported where the log is read again.
      const answer = await withinDeadline(clock, underway, LOG_MS).catch(() => undefined);
      if (!answer) break;
      position = chat.upToDate(answer);
    }
    return { position, underway, erasedBefore };
  }

  /** Sends the welcome, and what belongs to it of the log: now or, if it can't be read, later. */
  #greet(seat: Seat, reserved: boolean, { position, underway, erasedBefore }: LogReading): void {
    const [room, session, point] = [this.#room, this.#session, this.#hello.resume];
    session.send(this.#welcome(seat, position));
    const sendErasures = ({ epoch, recovered }: LogPosition): void => {
      // A client that resumes may still show the messages; another one may get what was read before an erasure.
      for (const erased of this.#parts.hub.erasures.of(room.name))
        if (erased.epoch === epoch && (recovered || !erasedBefore.has(erased))) session.send(erased.message);
    };
    if (position) sendErasures(position);
    else {
      const deliver = (late: LogPosition): void => {
        session.send({ type: 'log', ...late });
        sendErasures(late);
      };
      const report = (error: unknown): void => {
        session.report(error);
      };
      session.onceOver(room.chat.recoverLater({ point, deliver, report }, underway));
    }
    if (reserved) session.send(RESERVED_NAME);
  }

  #welcome({ member: { view }, page, session }: Seat, position: LogPosition | undefined): WelcomeMessage {
    const { limits, clock, instance } = this.#parts;
    const { roster } = this.#room;
    const rules = this.#room.rulesFor(view.id);
    const { epoch = '', seq = 0 } = this.#hello.resume ?? {};
    return {
      type: 'welcome',
      self: { ...view, session: session.id },
      members: roster.named(view, page.name, limits.namedMembers),
      count: roster.count,
      // Nothing new, for a client that does not know that the log can be away.
      ...(position ?? { epoch, seq, events: [], recovered: this.#hello.resume !== undefined }),
      ...(!position && { chat: 'unavailable' }),
      limits: clientLimits(limits),
      ...(Object.keys(rules).length > 0 && { rules }),
      at: clock.date(),
      instance,
    };
  }

  #refuse(error: OperationError, code: CloseCode): void {
    this.#session.refuse(error, 'hello', code);
  }
}

/** A visitor's name is one of the site's own; a generated one replaces it. */
export const RESERVED_NAME: ServerMessage = {
  type: 'error',
  code: 'forbidden',
  ref: 'profile',
  message: 'this name is reserved by the site: choose another one',
};
