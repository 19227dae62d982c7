import type { Anchor } from '../../protocol/anchor.ts';
import { isTemporary } from '../../protocol/errors.ts';
import { PAGE_LENGTH, type ClientLimits } from '../../protocol/limits.ts';
import type { ErrorMessage, Rules, SlotBinding, WelcomeMessage } from '../../protocol/messages.ts';
import type { Clock } from '../../protocol/clock.ts';
import { pageKey } from '../../protocol/page-key.ts';
import type { Profile, Roster, Self } from '../../protocol/presence.ts';
import { ChatInbox } from './chat/chat-inbox.ts';
import type { ChatLog } from './chat/chat-log.ts';
import type { ChatTracker } from './chat/chat-tracker.ts';
import { loadTracker } from './chat/load-tracker.ts';
import { systemClock } from './clock.ts';
import type { Refusal, Status } from './connection/connection-status.ts';
import { connectionOptions } from './connection/connection-options.ts';
import { Connection } from './connection/connection.ts';
import { CursorInbox } from './cursors/cursor-inbox.ts';
import type { CursorReceiver } from './cursors/cursor-receiver.ts';
import type { CursorSender } from './cursors/cursor-sender.ts';
import { Emitter } from './emitter.ts';
import { ErrorReports } from './error-reports.ts';
import type { Erasure } from './erasure.ts';
import { OwnState } from './own-state.ts';
import type { Place } from './cursors/place.ts';
import type { Identity, LateRequest, PresenceClientOptions, PresenceEvents } from './presence-events.ts';
import { readMessage } from './connection/server-message.ts';
import { ServerSettings } from './server-settings.ts';
import { StableRoster } from './roster/stable-roster.ts';

/**
 * One visitor's presence in a room: the roster, the page's cursors, the chat. Uses no DOM.
 *
 * It passes each message of the server to the part that it concerns (`OwnState`, `StableRoster`, `ChatInbox` with
 * `ChatTracker` and `ChatLog`, `CursorInbox` with `CursorSender` and `CursorReceiver`), and reports changes as events
 * (`PresenceEvents`). It never throws, and reconnects until the server refuses the visitor (`status` is `refused`). Chat
 * and cursors may be loaded late, by `useChat` and `useCursors`; what arrives before waits for them. `ChatTracker` loads
 * with the chat, or before it if there is something to count. `create-client.ts` is the client with everything.
 */
export class PresenceClient {
  readonly room: string;
  readonly #events: Emitter<PresenceEvents>;
  readonly #errors: ErrorReports;
  readonly #connection: Connection;
  readonly #own: OwnState;
  readonly #roster: StableRoster;
  readonly #chat: ChatInbox;
  readonly #cursors: CursorInbox;
  readonly #settings: ServerSettings;
  #erasure: Erasure | undefined;
  readonly #clock: Clock;

  /** @param load for tests */
  constructor(options: PresenceClientOptions, load = loadTracker) {
    const { room, page = '/', profile = {}, clock = systemClock, ignores = () => false } = options;
    this.room = room;
    this.#events = new Emitter((error, type) => {
      if (type !== 'error')
        this.#errors.report('listener', `a listener of "${type}" threw: ${String(error)}`);
    });
    const errors = (this.#errors = new ErrorReports(this.#events));
    const connection = (this.#connection = new Connection(connectionOptions(options, clock), {
      hello: () => {
        errors.resetForConnection();
        return this.#own.hello(this.#chat.resumePoint);
      },
      message: (data) => this.#receive(data),
      changed: () => this.#emit('status', { status: this.status }),
      lost: (code) => this.#lost(code),
      missed: () => this.#cursors.lost(),
      error: (code, message) => errors.report(code, message),
    }));
    this.#clock = clock;
    const settings = (this.#settings = new ServerSettings(clock));
    const own = (this.#own = new OwnState(connection, pageKey(page, PAGE_LENGTH), profile, options));
    this.#roster = new StableRoster(clock, (change, fresh) => this.#emit('roster', { ...change, fresh }));
    const { pending, read } = options;
    this.#chat = new ChatInbox(clock, {
      connection,
      own,
      pending,
      read,
      loadTracker: load,
      frameBytes: () => settings.limits.frameBytes,
      serverNow: () => settings.serverNow(),
      ignores,
      reportInvalidFrame: () => errors.reportInvalidFrame(),
      changed: () => this.#emit('chat', {}),
      message: (message, live) => this.#emit('message', { message, live }),
    });
    this.#cursors = new CursorInbox(clock, {
      connection,
      own,
      slots: (bound, freed) => this.#emit('slots', { bound, freed }),
      cursors: (tick) => this.#emit('cursors', { tick, at: clock.now() }),
      alone: (alone) => this.#emit('alone', { alone }),
      reset: () => this.#emit('reset', {}),
      cursorChat: (slot, text) => this.#emit('cursorChat', { slot, text }),
    });
  }

  get status(): Status {
    return this.#connection.status;
  }

  /** While `reconnecting`: when the next attempt starts, on the clock; undefined during one. */
  get retryAt(): number | undefined {
    return this.#connection.retryAt;
  }

  /** While `refused`: why. */
  get refusal(): Refusal | undefined {
    return this.#connection.refusal;
  }

  /** While `reconnecting`: what is probably wrong, if it is more than no answer. */
  get hint(): Refusal | undefined {
    return this.#connection.hint;
  }

  /** @throws Error while `hasChat` is false */
  get chat(): ChatLog {
    const log = this.#chat.tracker?.log;
    if (!log) throw new Error('call useChat(ChatLog) first');
    return log;
  }

  /** Whether `chat` is loaded. */
  get hasChat(): boolean {
    return this.#chat.tracker?.log !== undefined;
  }

  /** Messages of others since the reader last saw the newest. */
  get unread(): number {
    return this.#chat.tracker?.unread.count ?? 0;
  }

  /** How many of those mention the visitor. */
  get mentions(): number {
    return this.#chat.tracker?.unread.mentions ?? 0;
  }

  /** What the site does not allow now. A change emits `chat`. */
  get rules(): Rules {
    return this.#settings.rules;
  }

  /** The visitor as the server sees them; undefined before the first welcome. */
  get self(): Self | undefined {
    return this.#own.self;
  }

  /** Who is here: kept while reconnecting, and for 10 s after a restart of the server. */
  get roster(): Roster {
    return this.#roster.shown;
  }

  /** Whether no other session is on the page; false while that is unknown. */
  get alone(): boolean {
    return this.#cursors.alone;
  }

  /** Whether another session is on the page; false while that is unknown. */
  get accompanied(): boolean {
    return this.#cursors.accompanied;
  }

  get page(): string {
    return this.#own.page;
  }

  /** The server's limits; the defaults before the first welcome. */
  get limits(): ClientLimits {
    return this.#settings.limits;
  }

  /** The other sessions with a cursor on this page, the visitor's own other tabs included. */
  get slots(): ReadonlyMap<number, SlotBinding> {
    return this.#cursors.slots;
  }

  /** The anchor that a cursor's sample names by number. */
  anchor(id: number): Anchor | undefined {
    return this.#cursors.anchor(id);
  }

  /**
   * The server's time in milliseconds since 1970, whatever the device's own clock says: the one that `at` of messages
   * and `limits.editMs` go by. The device's time before the first welcome.
   */
  serverNow(): number {
    return this.#settings.serverNow();
  }

  /** @returns removes the listener */
  on<K extends keyof PresenceEvents>(type: K, listener: (event: PresenceEvents[K]) => void): () => void {
    return this.#events.on(type, listener);
  }

  /** Connects, and stays connected. Also retries after a refusal. */
  connect(): void {
    this.#connection.connect();
  }

  /** Closes the connection and clears the roster. The chat stays, with the messages that wait to be sent. */
  disconnect(): void {
    this.#connection.disconnect();
    this.#roster.clear();
  }

  /** The network may be back, or the page is visible again: reconnects without waiting. */
  wake(): void {
    this.#connection.wake();
  }

  /** The page's policy has blocked a request, maybe one of ours. */
  forbid(address: string): void {
    this.#connection.forbid(address);
  }

  /** Another window may have saved a newer read mark. */
  readElsewhere(): void {
    if (this.#chat.tracker?.unread.reloadMark()) this.#emit('chat', {});
  }

  /** While hidden the visitor is away and has no cursor, and attempts to reconnect are rarer. */
  setHidden(hidden: boolean): void {
    if (hidden === this.#own.hidden) return;
    this.#own.hidden = this.#connection.hidden = hidden;
    this.#cursors.sender?.setHidden(hidden);
    this.#own.sendProfile();
  }

  /**
   * Asks the server to erase everything the visitor has posted, in all rooms. The server then ends the connection.
   * @returns whether it is erased; false without a connection, and if the server can't erase it now
   */
  erase(): Promise<boolean> {
    const send = (): boolean => this.#connection.send({ type: 'erase' });
    return import('./erasure.ts').then(
      ({ Erasure }) => (this.#erasure ??= new Erasure(this.#clock, send)).request(),
      () => false,
    );
  }

  /** The visitor has gone to another page of the room. */
  setPage(name: string): void {
    const page = pageKey(name, PAGE_LENGTH);
    if (page === this.page) return;
    this.#own.page = page;
    this.#cursors.clear();
    this.#own.sendPage();
  }

  setProfile(profile: Profile): void {
    this.#own.profile = profile;
    this.#own.sendProfile();
  }

  /**
   * Replaces visitor key and token. A token that replaces a token is the same person's, renewed: it is used from the
   * next connection on. Anything else is another person and reconnects, as does any change after a refusal.
   */
  setIdentity(identity: Identity): void {
    if (this.#own.setIdentity(identity) || this.status === 'refused') this.#connection.reconnect();
  }

  /**
   * For modules that load late. `roster` brings members whom the roster only counts; they do not count as joined.
   * @returns whether it was sent: only while online
   */
  send(message: LateRequest): boolean {
    return this.#connection.send(message);
  }

  /** Where the visitor's pointer is; undefined: not on the content. */
  setCursor(place: Place | undefined): void {
    this.#cursors.sender?.move(place);
  }

  /** The part of the page that the visitor sees, in fractions of its height. */
  setView(top: number, bottom: number): void {
    this.#cursors.sender?.setView(top, bottom);
  }

  /** The text at the visitor's cursor, at most 100 UTF-16 units; empty to end the cursor chat. */
  setCursorChat(text: string): void {
    this.#cursors.sender?.setChat(text);
  }

  /** The visitor clicked or tapped here. */
  press(place: Place): void {
    this.#cursors.sender?.press(place);
  }

  /** Replaces the tracker that loads late. Does nothing the second time. */
  useTracker(Tracker: typeof ChatTracker): void {
    this.#chat.open(Tracker);
  }

  /**
   * From now on there is a `chat`, with what arrived before: at once if there is a tracker, otherwise when it has
   * loaded. Does nothing the second time.
   * @returns resolves when there is one, or the tracker can't be loaded now: then call this again
   */
  useChat(Log: typeof ChatLog): Promise<void> {
    return this.#chat.openLog(Log);
  }

  /** From now on there are cursors, with those of others that were kept. Does nothing the second time. */
  useCursors(Sender: typeof CursorSender, Receiver: typeof CursorReceiver): void {
    if (!this.#cursors.sender) this.#cursors.open(Sender, Receiver, this.#own.hidden, this.limits.anchors);
  }

  #emit<K extends keyof PresenceEvents>(type: K, event: PresenceEvents[K]): void {
    this.#events.emit(type, event);
  }

  #lost(code: number): void {
    this.#chat.tracker?.lost(code);
    this.#erasure?.settle(false);
    this.#cursors.lost();
  }

  #receive(data: string | Uint8Array): void {
    const valid = typeof data === 'string' ? this.#receiveText(data) : this.#cursors.receive(data);
    if (!valid) this.#errors.reportInvalidFrame();
  }

  /** @returns whether it was a message, as far as that is known */
  #receiveText(text: string): boolean {
    const message = readMessage(text);
    if (!message) return false;
    if (message.type === 'welcome') this.#welcome(message);
    else if (message.type === 'error') this.#refused(message);
    else if (this.status === 'online') {
      switch (message.type) {
        case 'presence':
          this.#roster.diff(message);
          this.#own.update([...(message.joins ?? []), ...(message.updates ?? [])]);
          break;
        case 'roster':
          this.#emit('rosterPage', this.#roster.page(message));
          break;
        case 'rate':
        case 'slots':
        case 'anchor':
        case 'peer_cursor_chat':
          this.#cursors.message(message);
          break;
        case 'log':
        case 'chat':
        case 'ack':
        case 'history':
        case 'quotes':
        case 'typing':
        case 'erased':
          this.#chat.receive(message);
          if (message.type === 'erased' && message.member === this.self?.id) this.#erasure?.settle(true);
          break;
        case 'pulse':
          if (this.#connection.pulse(message)) this.#chat.receive(message);
          break;
        case 'rules':
          this.#settings.rules = message.rules;
          this.#emit('chat', {});
          break;
        case 'pong':
          // It only had to arrive.
          break;
        default:
          this.#emit('other', message);
      }
    }
    return true;
  }

  #welcome(message: WelcomeMessage): void {
    this.#settings.welcome(message);
    this.#cursors.welcome(this.limits.anchors);
    this.#own.self = message.self;
    this.#connection.welcomed();
    this.#own.welcomed();
    this.#erasure?.again();
    // Any listener may have disconnected.
    if (this.status === 'online') this.#roster.welcome(message);
    if (this.status === 'online') this.#chat.receive(message);
  }

  #refused(error: ErrorMessage): void {
    const { code, ref, message } = error;
    const temporary = isTemporary(code);
    const concernsChat = this.#chat.tracker?.refused(error);
    if (ref === 'hello' && temporary && this.status === 'online') this.#connection.reconnect();
    if (ref === 'erase') this.#erasure?.settle(code === 'forbidden');
    if (concernsChat && (temporary || ref === 'events')) return;
    // A final error that is not about an operation may be why the socket is closed next.
    if (!temporary && !concernsChat && ref !== 'profile') this.#connection.lastError = { code, message };
    if (ref === 'anchor') this.#cursors.anchorRefused(error);
    this.#errors.report(code, message, ref);
  }
}
