import type { Anchor } from '../../../protocol/anchor.ts';
import type { Clock } from '../../../protocol/clock.ts';
import { isTemporary } from '../../../protocol/errors.ts';
import type {
  AnchorsMessage,
  ErrorMessage,
  PeerCursorChatMessage,
  RateMessage,
  SlotBinding,
  SlotsMessage,
} from '../../../protocol/messages.ts';
import type { CursorReceiver, CursorReceiverLink, CursorUpdate } from './cursor-receiver.ts';
import type { CursorSender, CursorSenderLink } from './cursor-sender.ts';

export interface CursorInboxLink extends CursorReceiverLink {
  readonly connection: CursorSenderLink & CursorReceiverLink['connection'];
  /** `alone` has changed. */
  alone(alone: boolean): void;
  /** No cursor is known any more. */
  reset(): void;
  cursorChat(slot: number, text: string): void;
}

/** What is kept; the server stops sending long before, as no tick is acknowledged. */
const MAX_KEPT = 1_000;
const NO_SLOTS: ReadonlyMap<number, SlotBinding> = new Map();

/** The page's cursors as the client tracks them from the start: passes them on, or keeps them until their module is loaded. */
export class CursorInbox {
  readonly #clock: Clock;
  readonly #link: CursorInboxLink;
  /** What came before the module: the newest, in order. */
  #kept: CursorUpdate[] = [];
  #receiver: CursorReceiver | undefined;
  #sender: CursorSender | undefined;
  #rate: RateMessage | undefined;
  /** Undefined until the server sends a rate. */
  #alone: boolean | undefined;

  constructor(clock: Clock, link: CursorInboxLink) {
    this.#clock = clock;
    this.#link = link;
  }

  /** Undefined until it is loaded. */
  get sender(): CursorSender | undefined {
    return this.#sender;
  }

  get alone(): boolean {
    return this.#alone === true;
  }

  get accompanied(): boolean {
    return this.#alone === false;
  }

  get slots(): ReadonlyMap<number, SlotBinding> {
    return this.#receiver?.slots ?? NO_SLOTS;
  }

  anchor(id: number): Anchor | undefined {
    return this.#receiver?.anchor(id);
  }

  /** Hands what was kept over to the cursors' module. */
  open(
    Sender: typeof CursorSender,
    Receiver: typeof CursorReceiver,
    hidden: boolean,
    maxAnchors: number,
  ): void {
    this.#sender = new Sender(this.#clock, this.#link.connection);
    this.#receiver = new Receiver(this.#link, this.#sender);
    this.#sender.setHidden(hidden);
    this.#sender.start(maxAnchors);
    this.#applyRate();
    for (const update of this.#kept.splice(0)) this.#receiver.receive(update);
  }

  /** A new connection. */
  welcome(maxAnchors: number): void {
    this.#receiver?.clear();
    this.#sender?.start(maxAnchors);
  }

  /** @returns whether it was valid, as far as that is known */
  receive(update: CursorUpdate): boolean {
    if (this.#receiver) return this.#receiver.receive(update);
    if (this.#kept.push(update) > MAX_KEPT) this.#kept.shift();
    return true;
  }

  message(message: RateMessage | SlotsMessage | AnchorsMessage | PeerCursorChatMessage): void {
    if (message.type === 'rate') this.#changeRate(message);
    else if (message.type === 'peer_cursor_chat') {
      if (this.slots.has(message.slot)) this.#link.cursorChat(message.slot, message.text);
      // The server may not have our newest page yet.
    } else if (message.type === 'anchor' || message.page === this.#link.own.page) this.receive(message);
  }

  #changeRate(message: RateMessage): void {
    this.#rate = message;
    this.#applyRate();
    const alone = message.hz === 0;
    if (alone === this.#alone) return;
    this.#alone = alone;
    this.#link.alone(alone);
  }

  /** The connection is lost. */
  lost(): void {
    this.#sender?.stop();
    this.#rate = undefined;
    this.#reset();
  }

  anchorRefused({ code, retryAfterMs }: ErrorMessage): void {
    if (isTemporary(code)) this.#sender?.refused(retryAfterMs);
    else this.#sender?.stop();
  }

  /** Another page. */
  clear(): void {
    this.#sender?.clear();
    this.#reset();
  }

  #applyRate(): void {
    if (this.#rate) this.#sender?.rate(this.#rate.hz, this.#rate.crowd === true);
  }

  #reset(): void {
    this.#receiver?.clear();
    this.#kept = [];
    this.#alone = undefined;
    this.#link.reset();
  }
}
