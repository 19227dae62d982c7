import type { Clock } from '../../../protocol/clock.ts';
import type { LogMessage, ResumePoint, WelcomeMessage } from '../../../protocol/messages.ts';
import type { ChatFrame } from './chat-frame.ts';
import type { ChatLog } from './chat-log.ts';
import type { ChatTracker, ChatTrackerLink } from './chat-tracker.ts';
import type { Mark } from './read-mark.ts';

export interface ChatInboxLink extends ChatTrackerLink {
  loadTracker(): Promise<{ ChatTracker: typeof ChatTracker }>;
}

/** What is kept; beyond that, the tracker requests it. */
const MAX_KEPT = 500;

/**
 * The room's chat until its tracker has loaded: knows where the log stands and how far the visitor has read, and keeps
 * what arrives. From then on it passes everything on. The tracker comes with the chat; without one, once something is
 * new to the visitor.
 */
export class ChatInbox {
  /** Undefined until it is loaded. */
  tracker: ChatTracker | undefined;
  /** How far the visitor has read the present log. */
  mark: Mark | undefined;
  readonly #clock: Clock;
  readonly #link: ChatInboxLink;
  /** Where what is kept starts. */
  #start: WelcomeMessage | LogMessage | undefined;
  #kept: ChatFrame[] = [];
  /** There is something for the tracker. */
  #needed = false;

  constructor(clock: Clock, link: ChatInboxLink) {
    this.#clock = clock;
    this.#link = link;
  }

  /** For `hello`. Before there is a tracker, a resume brings again what is kept: it knows each event by its seq. */
  get resumePoint(): ResumePoint | undefined {
    const start = this.#start;
    return (
      this.tracker?.sequence.resumePoint ??
      (start && { epoch: start.epoch, seq: start.seq, op: start.events.at(-1)?.op })
    );
  }

  /** Hands what was kept over to the tracker. Does nothing the second time. */
  open(Tracker: typeof ChatTracker): void {
    if (this.tracker) return;
    const tracker = (this.tracker = new Tracker(this.#clock, this.#link, this));
    for (const frame of this.#kept) tracker.receive(frame);
    this.#kept = [];
    if (this.#link.connection.status !== 'online') tracker.lost(0);
  }

  /** Opens the log, at once if there is a tracker. Resolves when it is open, or can't be loaded now. */
  async openLog(Log: typeof ChatLog): Promise<void> {
    if (!this.tracker) await this.#load();
    this.tracker?.open(Log);
  }

  receive(frame: ChatFrame): void {
    // Only these have been checked before.
    const isLog = frame.type === 'welcome' || frame.type === 'log';
    const isNew = isLog
      ? this.#followLog(frame)
      : frame.type !== 'pulse' || (frame.seq ?? 0) > (this.#start?.seq ?? 0);
    if (this.tracker) {
      this.tracker.receive(frame);
      return;
    }
    if ((isNew || isLog) && this.#kept.push(frame) > MAX_KEPT) this.#kept = [this.#start ?? frame];
    // What can't be loaded now the next frame loads, at the latest the next pulse.
    if ((this.#needed ||= isNew)) void this.#load();
  }

  #load(): Promise<void> {
    return this.#link.loadTracker().then(
      ({ ChatTracker }) => this.open(ChatTracker),
      () => undefined,
    );
  }

  /** @returns whether it goes further than the visitor has read */
  #followLog(frame: WelcomeMessage | LogMessage): boolean {
    if (frame.type === 'welcome' && frame.chat === 'unavailable') return false;
    const { epoch, seq, recovered } = frame;
    if (!recovered) this.#start = frame;
    if (epoch !== this.mark?.epoch) this.mark = this.#markOf(epoch, this.mark ? 0 : seq);
    return seq > this.mark.seq;
  }

  /** @param seq where they are if they have read nothing of this log: who has just come has missed nothing */
  #markOf(epoch: string, seq: number): Mark {
    const { read } = this.#link;
    const stored = read?.load();
    if (stored?.epoch === epoch) return stored;
    read?.save({ epoch, seq });
    return { epoch, seq };
  }
}
