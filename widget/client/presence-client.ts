import type { Anchor } from '../../protocol/anchor.ts';
import type { CursorTick } from '../../protocol/cursor-frame.ts';
import type { ClientLimits } from '../../protocol/limits.ts';
import { isTemporary } from '../../protocol/errors.ts';
import { PROTOCOL } from '../../protocol/version.ts';
import type { ChatMessage } from '../../protocol/chat.ts';
import type {
  ErrorMessage,
  HelloMessage,
  PresenceMessage,
  RosterPageMessage,
  Rules,
  SlotBinding,
  WelcomeMessage,
} from '../../protocol/messages.ts';
import type { Member, Profile, Roster, Self } from '../../protocol/presence.ts';
import type { ChatLink, ChatLog, ReadMark } from './chat-log.ts';
import { UnreadTracker } from './unread-tracker.ts';
import type { PendingStore } from './chat-queue.ts';
import { systemClock } from './clock.ts';
import type { Clock } from '../../protocol/clock.ts';
import { Connection } from './connection.ts';
import type { Refusal, Status } from './connection.ts';
import type { CursorChannel, CursorChannelLink, CursorNews } from './cursor-channel.ts';
import { Emitter } from './emitter.ts';
import { StableRoster } from './stable-roster.ts';
import type { Place } from './place.ts';
import { readMessage } from './server-message.ts';
import type { TransportFactory } from './transport.ts';
import { webSocketTransport } from './websocket-transport.ts';

export type { Refusal, Status } from './connection.ts';

/** Who the visitor is to the server: a key that they keep, or a token of the site's. */
export interface Identity {
  /** At least 128 random bits. */
  visitor?: string;
  token?: string;
}

export interface PresenceClientOptions extends Identity {
  /** http(s) address of the server, a sub-path allowed. */
  server: string;
  /** 1–128 characters. */
  room: string;
  /** 1–512 characters. */
  page: string;
  profile: Profile;
  /** Time and chance; the system's by default. */
  clock?: Clock;
  /** The platform's WebSocket by default. */
  transport?: TransportFactory;
  /** Asks why there was no socket; the platform's by default. */
  fetch?: typeof fetch;
  /** The platform's `navigator.onLine` by default. */
  isOnline?: () => boolean;
  /** Makes what keeps unsent messages over a reload, once the chat is there; else they live as long as the client. */
  pending?: () => PendingStore | undefined;
  /** Keeps how far the visitor has read; without it whatever was there before they came is read. */
  read?: ReadMark;
  /** People whom the visitor wants to hear nothing of: what they say is never unread. Nobody by default. */
  ignores?: (member: string) => boolean;
}

export interface PresenceEvents {
  /** `status`, `retryAt` or both are others now. */
  status: { status: Status };
  /** Who is here has changed. `fresh`: the first roster, or the last (all gone on `disconnect`): no news. */
  roster: { roster: Roster; joined: readonly Member[]; left: readonly Member[]; fresh: boolean };
  /** A page that `requestRoster(after)` asked for is in the roster. `last`: the id to go on after, if more follow. */
  rosterPage: { after: string | undefined; last: string | undefined };
  /** `alone` is another now. */
  alone: { alone: boolean };
  /** Sessions of this page have cursors now, or none any more. */
  slots: { bound: readonly SlotBinding[]; freed: readonly number[] };
  /** Cursors moved; `at` is the clock's time of receipt. Every track's slot is bound, and not one's own. */
  cursors: { tick: CursorTick; at: number };
  /** What somebody types at their cursor now; empty when that is over. */
  cursorChat: { slot: number; text: string };
  /** Another page, or the connection is lost: all cursors and slots go. */
  reset: object;
  /** A message has come. `live`: said just now; else it is history or catching up. */
  message: { message: ChatMessage; live: boolean };
  /** The chat's items, or what is said about them, have changed. */
  chat: object;
  /**
   * Something went wrong, and nothing needs to be done. Codes of the server's `error` messages, with their `ref`;
   * `bad_frame`: the server sent what is none of the protocol (told once for each connection); `socket_blocked`;
   * `listener`: a listener of an event threw.
   */
  error: { code: string; ref?: string; message: string };
}

/** Until the server has said its own. */
const LIMITS: ClientLimits = {
  frameBytes: 16_384,
  textLength: 4_000,
  nameLength: 40,
  anchors: 64,
  editMs: 900_000,
};
const RETRY_MS = 1_000;
/** An erasure that is not answered so long counts as failed, in ms. */
const ERASE_MS = 30_000;
/** What is kept for a cursor channel that is still to come; the server stops sending long before. */
const MAX_EARLY = 1_000;
const NO_SLOTS: ReadonlyMap<number, SlotBinding> = new Map();

/**
 * One visitor's presence in a room: who else is here, their cursors, the chat. Knows no DOM.
 *
 * It never throws and never gives up but where the server refuses it (`status` is `refused`); everything it has to
 * say comes as events, see `PresenceEvents`.
 */
export class PresenceClient {
  readonly room: string;
  readonly #clock: Clock;
  readonly #events: Emitter<PresenceEvents>;
  readonly #connection: Connection;
  readonly #roster: StableRoster;
  readonly #outline: UnreadTracker;
  readonly #pending: () => PendingStore | undefined;
  readonly #read: ReadMark | undefined;
  readonly #ignores: (member: string) => boolean;
  #log: ChatLog | undefined;
  #cursors: CursorChannel | undefined;
  /** News that came before the channel. */
  #early: CursorNews[] = [];
  #hz: number | undefined;
  #crowd = false;
  #page: string;
  #profile: Profile;
  #identity: Identity;
  #hidden = false;
  /** What the newest connection was opened with. */
  #said: HelloMessage | undefined;
  /** What the server knows of the profile from this connection. */
  #known: Profile = {};
  #self: Self | undefined;
  #limits = LIMITS;
  #rules: Rules = {};
  /** Undefined while the server has not said. */
  #alone: boolean | undefined;
  /** The server was told off for this connection. */
  #complained = false;
  #again: (() => void) | undefined;
  /** Tells who waits for an erasure. */
  #erased: (done: boolean) => void = () => undefined;
  #erasing: Promise<boolean> | undefined;

  constructor(options: PresenceClientOptions) {
    const { server, room, page, profile, clock = systemClock } = options;
    this.room = room;
    this.#page = page;
    this.#profile = profile;
    this.#identity = options;
    this.#clock = clock;
    this.#events = new Emitter((error, type) => {
      if (type !== 'error') this.#complain('listener', `a listener of "${type}" threw: ${String(error)}`);
    });
    const get = options.fetch ?? (globalThis as Partial<typeof globalThis>).fetch;
    this.#connection = new Connection(
      {
        url: `${server.replace(/\/+$/, '')}/v1/rooms/${encodeURIComponent(room)}/socket`,
        clock,
        transport: options.transport ?? webSocketTransport,
        // Called as a plain function: the platform's own insists on its `this`.
        fetch: get && ((...request) => get(...request)),
        isOnline: options.isOnline ?? isOnline,
      },
      {
        hello: () => this.#hello(),
        message: (data) => this.#receive(data),
        changed: () => this.#emit('status', { status: this.status }),
        lost: (code) => this.#lost(code),
        trouble: (code, message) => this.#complain(code, message),
      },
    );
    this.#roster = new StableRoster(clock, (change, fresh) => this.#emit('roster', { ...change, fresh }));
    this.#pending = options.pending ?? (() => undefined);
    this.#read = options.read;
    this.#ignores = options.ignores ?? (() => false);
    this.#outline = new UnreadTracker(this.#chatLink());
  }

  get status(): Status {
    return this.#connection.status;
  }

  /** While `reconnecting`: when the next attempt is made, on the clock given; undefined during one. */
  get retryAt(): number | undefined {
    return this.#connection.retryAt;
  }

  /** While `refused`: why. */
  get refusal(): Refusal | undefined {
    return this.#connection.refusal;
  }

  /** While `reconnecting`: what is probably wrong, where it is more than that nobody answers. */
  get hint(): Refusal | undefined {
    return this.#connection.hint;
  }

  /**
   * The chat.
   * @throws Error before `useChat`
   */
  get chat(): ChatLog {
    if (!this.#log) throw new Error('call useChat(ChatLog) first');
    return this.#log;
  }

  /** Whether `chat` is there. */
  get hasChat(): boolean {
    return this.#log !== undefined;
  }

  /** Messages of others since the reader last saw the newest. */
  get unread(): number {
    return (this.#log ?? this.#outline).unread;
  }

  /** How many of those mention the visitor. */
  get mentions(): number {
    return (this.#log ?? this.#outline).mentions;
  }

  /** What the site allows now. Told by `chat` when it changes. */
  get rules(): Rules {
    return this.#rules;
  }

  /** Oneself as the server sees it; undefined before the first welcome. */
  get self(): Self | undefined {
    return this.#self;
  }

  /** Who is here, as it should be shown: kept through breaks, and for 10 s after a restart of the server. */
  get roster(): Roster {
    return this.#roster.shown;
  }

  /** No other session is on the page. False while that is not known. */
  get alone(): boolean {
    return this.#alone === true;
  }

  get page(): string {
    return this.#page;
  }

  /** The server's limits; the defaults before the first welcome. */
  get limits(): ClientLimits {
    return this.#limits;
  }

  /** The other sessions with a cursor on this page, one's own other tabs included. */
  get slots(): ReadonlyMap<number, SlotBinding> {
    return this.#cursors?.slots ?? NO_SLOTS;
  }

  /** What a cursor's sample means by the number of its anchor. */
  anchor(id: number): Anchor | undefined {
    return this.#cursors?.anchor(id);
  }

  /** @returns takes the listener away again */
  on<K extends keyof PresenceEvents>(type: K, listener: (event: PresenceEvents[K]) => void): () => void {
    return this.#events.on(type, listener);
  }

  /** Connects, and stays connected. Also tries again after a refusal. */
  connect(): void {
    this.#connection.connect();
  }

  /** Closes the connection and forgets who is here. The chat stays, with what waits to be sent. */
  disconnect(): void {
    this.#connection.disconnect();
    this.#roster.clear();
  }

  /** There is a network again, or the page is seen again: attempts don't wait any longer. */
  wake(): void {
    this.#connection.wake();
  }

  /** The page's policy has stopped a request, maybe one of ours. */
  forbid(address: string): void {
    this.#connection.forbid(address);
  }

  /** The reader may have read on in another window: the mark says how far. */
  readElsewhere(): void {
    (this.#log ?? this.#outline).readElsewhere();
  }

  /** While hidden the visitor is away, has no cursor, and attempts to reconnect are rarer. */
  setHidden(hidden: boolean): void {
    if (hidden === this.#hidden) return;
    this.#hidden = this.#connection.hidden = hidden;
    this.#cursors?.setHidden(hidden);
    this.#tellProfile();
  }

  /**
   * Asks the server to erase everything that the visitor has said, in all rooms. Where it could, it ends the connection
   * then: for who is erased there is none.
   * @returns whether it is erased; false without a connection, and where the server can't do it now
   */
  erase(): Promise<boolean> {
    if (this.#erasing) return this.#erasing;
    if (!this.#connection.send({ type: 'erase' })) return Promise.resolve(false);
    return (this.#erasing = new Promise<boolean>((resolve) => {
      // An older server does not know what this is, and says nothing.
      const timer = this.#clock.after(ERASE_MS, () => this.#erased(false));
      this.#erased = (done) => {
        timer();
        this.#erasing = undefined;
        resolve(done);
      };
    }));
  }

  /** The visitor has gone to another page of the room. */
  setPage(page: string): void {
    if (page === this.#page) return;
    this.#page = page;
    this.#cursors?.clear();
    this.#tellPage();
    this.#reset();
  }

  setProfile(profile: Profile): void {
    this.#profile = profile;
    this.#tellProfile();
  }

  /**
   * Replaces visitor key and token. A token in place of a token counts from the next connection on (it is the
   * same person's, renewed); anything else is another person: connects anew. So does any after a refusal.
   */
  setIdentity(identity: Identity): void {
    const { visitor, token } = this.#identity;
    this.#identity = identity;
    if (
      this.status === 'refused' ||
      visitor !== identity.visitor ||
      (token === undefined) !== (identity.token === undefined)
    ) {
      this.#connection.reconnect();
    }
  }

  /**
   * Requests members by name of whom the roster only counts: those with ids after `after`. They come into the roster,
   * and nobody has joined by it.
   * @returns whether it was sent: only while online
   */
  requestRoster(after: string | undefined, limit: number): boolean {
    return this.#connection.send({ type: 'roster', ...(after !== undefined && { after }), limit });
  }

  /** Where the visitor's pointer is now; undefined: nowhere on the content. */
  setCursor(place: Place | undefined): void {
    this.#cursors?.move(place);
  }

  /** What part of the page the visitor sees: fractions of its height. */
  setView(top: number, bottom: number): void {
    this.#cursors?.view(top, bottom);
  }

  /** What the visitor types at their cursor, at most 100 UTF-16 units; empty when that is over. */
  setCursorChat(text: string): void {
    this.#cursors?.say(text);
  }

  /** The visitor clicked or tapped here. */
  press(place: Place): void {
    this.#cursors?.press(place);
  }

  /**
   * A chat that can be read and written from now on. Until then only its outline is known; what was said meanwhile
   * is in it all the same. The second time nothing happens.
   * @param Log the class of `chat-log.ts`, which may be loaded late
   */
  useChat(Log: typeof ChatLog): void {
    if (this.#log) return;
    const link = this.#chatLink();
    let quiet = true;
    const log = new Log(
      this.#clock,
      { ...link, arrived: (message, live) => quiet || link.arrived(message, live) },
      this.#pending(),
    );
    this.#outline.replay(log);
    quiet = false;
    if (this.status !== 'online') log.lost(0);
    this.#log = log;
    link.changed();
  }

  /**
   * Cursors from now on. Until then none is sent, others' are kept for it, and the server, which hears of no tick
   * that was seen, soon waits. The second time nothing happens.
   * @param Channel the class of `cursor-channel.ts`, which may be loaded late
   */
  useCursors(Channel: new (clock: Clock, link: CursorChannelLink) => CursorChannel): void {
    if (this.#cursors) return;
    const connection = this.#connection;
    const channel = (this.#cursors = new Channel(this.#clock, {
      get queued() {
        return connection.queued;
      },
      send: (message) => connection.send(message),
      sendBytes: (bytes) => connection.sendBytes(bytes),
      session: () => this.#self?.session,
      slots: (bound, freed) => this.#emit('slots', { bound, freed }),
      cursors: (tick) => this.#emit('cursors', { tick, at: this.#clock.now() }),
    }));
    channel.setHidden(this.#hidden);
    channel.start(this.#limits.anchors);
    this.#pace();
    for (const news of this.#early.splice(0)) this.#receiveCursors(news);
  }

  #emit<K extends keyof PresenceEvents>(type: K, event: PresenceEvents[K]): void {
    this.#events.emit(type, event);
  }

  #complain(code: string, message: string, ref?: string): void {
    this.#emit('error', { code, message, ...(ref === undefined ? {} : { ref }) });
  }

  #chatLink(): ChatLink {
    return {
      send: (message) => this.#connection.send(message),
      frameBytes: () => this.#limits.frameBytes,
      author: (self) => (this.#said?.token === undefined ? '' : self),
      resume: () => this.#connection.reconnect(),
      ignores: this.#ignores,
      read: this.#read,
      changed: () => this.#emit('chat', {}),
      arrived: (message, live) => this.#emit('message', { message, live }),
    };
  }

  #hello(): HelloMessage {
    this.#complained = false;
    const { visitor, token } = this.#identity;
    const resume = (this.#log ?? this.#outline).resumePoint;
    this.#known = this.#ownProfile();
    return (this.#said = {
      type: 'hello',
      protocol: PROTOCOL,
      page: this.#page,
      ...(visitor === undefined ? {} : { visitor }),
      ...(token === undefined ? {} : { token }),
      profile: this.#known,
      ...(resume && { resume }),
    });
  }

  #ownProfile(): Profile {
    return this.#hidden ? { ...this.#profile, away: true } : this.#profile;
  }

  #pace(): void {
    if (!this.#cursors || this.#hz === undefined) return;
    this.#cursors.rate(this.#hz);
    this.#cursors.crowd = this.#crowd;
  }

  #tellPage(): void {
    this.#connection.send({ type: 'page', page: this.#page });
  }

  /** Says what is new and no more: another window of the visitor's may know a newer name. */
  #tellProfile(): void {
    const now = this.#ownProfile();
    const { name, color, away } = this.#known;
    const profile: Profile = {
      ...(now.name !== name && { name: now.name ?? '' }),
      ...(now.color !== color && { color: now.color ?? '' }),
      ...(now.away !== away && { away: now.away === true }),
    };
    if (Object.keys(profile).length > 0 && this.#connection.send({ type: 'profile', profile }))
      this.#known = now;
  }

  #lost(code: number): void {
    this.#again?.();
    this.#log?.lost(code);
    this.#erased(false);
    this.#cursors?.stop();
    this.#hz = undefined;
    this.#reset();
  }

  /** No cursor of others is known any more, nor whether there are any. */
  #reset(): void {
    this.#cursors?.forget();
    this.#early = [];
    this.#alone = undefined;
    this.#emit('reset', {});
  }

  #setAlone(alone: boolean): void {
    if (alone === this.#alone) return;
    this.#alone = alone;
    this.#emit('alone', { alone });
  }

  #receive(data: string | Uint8Array): void {
    const understood = typeof data === 'string' ? this.#receiveText(data) : this.#receiveCursors(data);
    if (understood || this.#complained) return;
    this.#complained = true;
    this.#complain('bad_frame', 'the server sent an invalid frame');
  }

  /** @returns whether it was a message */
  #receiveText(text: string): boolean {
    const message = readMessage(text);
    if (!message) return false;
    if (message.type === 'welcome') this.#welcome(message);
    else if (message.type === 'error') this.#refused(message);
    else if (this.status === 'online') {
      switch (message.type) {
        case 'presence':
          this.#presence(message);
          break;
        case 'roster':
          this.#rosterPage(message);
          break;
        case 'rate':
          this.#hz = message.hz;
          this.#crowd = message.crowd === true;
          this.#pace();
          this.#setAlone(message.hz === 0);
          break;
        case 'slots':
          // The server may not know yet that the page is another.
          if (message.page === this.#page) this.#receiveCursors(message);
          break;
        case 'anchor':
          this.#receiveCursors(message);
          break;
        case 'peer_cursor_chat':
          if (this.slots.has(message.slot))
            this.#emit('cursorChat', { slot: message.slot, text: message.text });
          break;
        case 'chat':
          (this.#log ?? this.#outline).receive(message);
          break;
        case 'ack':
        case 'history':
          this.#log?.receive(message);
          break;
        case 'typing':
          if (this.#log) this.#log.receive(message);
          else this.#outline.typing(message);
          break;
        case 'erased':
          if (this.#log) this.#log.receive(message);
          else this.#outline.erased(message);
          if (message.member === this.#self?.id) this.#erased(true);
          break;
        case 'rules':
          this.#rules = message.rules;
          this.#emit('chat', {});
          break;
        default:
          // A pong has done its work by arriving; of what a newer server says we know nothing.
          break;
      }
    }
    return true;
  }

  /** @returns whether it was of the protocol, as far as that is known */
  #receiveCursors(news: CursorNews): boolean {
    if (this.#cursors) return this.#cursors.receive(news);
    if (this.#early.push(news) > MAX_EARLY) this.#early.shift();
    return true;
  }

  #welcome(message: WelcomeMessage): void {
    this.#self = message.self;
    this.#rules = message.rules ?? {};
    this.#limits = { ...LIMITS, ...message.limits };
    this.#cursors?.forget();
    this.#cursors?.start(this.#limits.anchors);
    this.#connection.welcomed();
    // What has changed since the hello could not be told before.
    if (this.#said?.page !== this.#page) this.#tellPage();
    this.#tellProfile();
    // Any listener may have disconnected.
    if (this.status === 'online') this.#roster.welcome(message);
    if (this.status === 'online') (this.#log ?? this.#outline).welcome(message);
  }

  #presence(message: PresenceMessage): void {
    this.#roster.diff(message);
    const self = [...(message.joins ?? []), ...(message.updates ?? [])].find(
      ({ id }) => id === this.#self?.id,
    );
    if (self && this.#self) this.#self = { ...self, session: this.#self.session };
  }

  #rosterPage({ after, members, more }: RosterPageMessage): void {
    const last = more ? members.at(-1)?.id : undefined;
    this.#roster.page(members, after, last);
    this.#emit('rosterPage', { after, last });
  }

  #refused(error: ErrorMessage): void {
    const { code, ref, message, retryAfterMs = RETRY_MS } = error;
    const temporary = isTemporary(code);
    const ours = this.#log?.refused(error) ?? false;
    if (ref === 'erase') this.#erased(false);
    if (!this.#log && ref === 'events') {
      // The answer to a resume says what is no longer kept.
      if (temporary) this.#clock.after(retryAfterMs, () => this.#outline.ask());
      else this.#connection.reconnect();
      return;
    }
    if (temporary && ours) return;
    // What is final and not about an operation may be why the socket is closed next.
    if (!temporary && !ours && ref !== 'profile') this.#connection.lastError = { code, message };
    if (ref === 'anchor') {
      if (temporary) this.#cursors?.refused(retryAfterMs);
      else this.#cursors?.stop();
    } else if (temporary && (ref === 'page' || ref === 'profile')) {
      // Not a thing to lose: it is how others see us.
      this.#again?.();
      this.#again = this.#clock.after(retryAfterMs, () => {
        this.#tellPage();
        // What was not taken in is among what was said since the hello.
        this.#known = this.#said?.profile ?? {};
        this.#tellProfile();
      });
    }
    this.#complain(code, message, ref);
  }
}

function isOnline(): boolean {
  return (globalThis as { navigator?: { onLine?: boolean } }).navigator?.onLine !== false;
}
