import { randomUUID } from 'node:crypto';
import { changed, deleted, emptied } from '../../protocol/chat-changes.ts';
import { isMessage, newMessage } from '../../protocol/chat.ts';
import type { ChatEvent, ChatMessage } from '../../protocol/chat.ts';
import type { Clock } from '../../protocol/clock.ts';
import { EVENTS_PER_MESSAGE } from './message-store.ts';
import type { Appended, EventDraft, PruneLimits, LogHead, MessageStore } from './message-store.ts';
import { SteadyDate } from './steady-date.ts';
import type { Rule, RuleStore } from './rule-store.ts';

interface Log {
  /** Events from seq `first` on, without gaps. */
  events: ChatEvent[];
  first: number;
  byOp: Map<string, ChatEvent>;
  /** By seq, in order. */
  messages: Map<number, ChatMessage>;
  /** The steady date of each of the events. */
  dates: number[];
  epoch: string;
}

/** Chat and rules that live as long as the process. A room without events uses no memory. */
export class MemoryStore implements MessageStore, RuleStore {
  readonly available = true;
  /** Of new rooms. */
  #epoch = randomUUID();
  readonly #logs = new Map<string, Log>();
  readonly #rules = new Map<string, Rule>();
  readonly #date: SteadyDate | undefined;

  /** @param clock to notice that it is set; without it, messages are as old as they say */
  constructor(clock?: Clock) {
    this.#date = clock && new SteadyDate(clock);
  }

  head(room: string): Promise<LogHead> {
    const log = this.#logs.get(room);
    const epoch = log?.epoch ?? this.#epoch;
    return Promise.resolve({ epoch, seq: last(log), floor: log ? log.first - 1 : 0 });
  }

  append(room: string, draft: EventDraft): Promise<Appended> {
    let log = this.#logs.get(room);
    if (!log) this.#logs.set(room, (log = newLog(this.#epoch)));
    const original = draft.op === undefined ? undefined : log.byOp.get(opKey(draft.member, draft.op));
    if (original) return Promise.resolve({ event: original, repeated: true });
    const seq = last(log) + 1;
    put(log, { seq, ...draft });
    log.dates.push(draft.at - (this.#date?.ahead() ?? 0));
    apply(log, { seq, ...draft });
    return Promise.resolve({ event: at(log, seq) ?? { seq, ...draft }, repeated: false });
  }

  find(room: string, member: string, op: string): Promise<ChatEvent | undefined> {
    return Promise.resolve(this.#logs.get(room)?.byOp.get(opKey(member, op)));
  }

  eventsAfter(room: string, after: number, limit: number): Promise<ChatEvent[] | undefined> {
    const log = this.#logs.get(room);
    if (after > last(log) || (log && after < log.first - 1)) return Promise.resolve(undefined);
    const start = log ? after + 1 - log.first : 0;
    return Promise.resolve(log?.events.slice(start, start + limit) ?? []);
  }

  eventAt(room: string, seq: number): Promise<ChatEvent | undefined> {
    const log = this.#logs.get(room);
    return Promise.resolve(log && at(log, seq));
  }

  message(room: string, seq: number): Promise<ChatMessage | undefined> {
    return Promise.resolve(this.#logs.get(room)?.messages.get(seq));
  }

  messages(
    room: string,
    before: number | undefined,
    limit: number,
  ): Promise<{ messages: ChatMessage[]; more: boolean }> {
    const all = [...(this.#logs.get(room)?.messages.values() ?? [])];
    const older = before === undefined ? all : all.filter((message) => message.seq < before);
    return Promise.resolve({ messages: older.slice(-limit), more: older.length > limit });
  }

  /** Removes everything in one step, which takes hardly any time here. */
  prune({ messages, since }: PruneLimits): Promise<boolean> {
    const steadySince = since - (this.#date?.ahead() ?? 0);
    for (const log of this.#logs.values()) {
      const tooMany = (): boolean =>
        log.messages.size > messages || log.events.length > messages * EVENTS_PER_MESSAGE;
      const tooOld = (): boolean => (log.dates[0] ?? Infinity) < steadySince;
      while (tooMany() || tooOld()) removeOldest(log);
    }
    return Promise.resolve(false);
  }

  emptied(): Promise<string[]> {
    const rooms = [...this.#logs].filter(([, { events }]) => events.length === 0);
    return Promise.resolve(rooms.map(([room]) => room));
  }

  forget(rooms: string[]): Promise<void> {
    const empty = rooms.filter((room) => this.#logs.get(room)?.events.length === 0);
    for (const room of empty) this.#logs.delete(room);
    if (empty.length > 0) this.#epoch = randomUUID();
    return Promise.resolve();
  }

  erase(member: string, onRoom?: (room: string) => void): Promise<number> {
    let count = 0;
    for (const [room, log] of this.#logs) {
      const theirs = [...log.messages.values()].filter((message) => message.member === member);
      for (const message of theirs) {
        if (!message.deleted) count++;
        log.messages.set(message.seq, { ...deleted(message), name: '' });
        replaceText(log, message.seq, '');
        const event = at(log, message.seq);
        if (event?.kind === 'message') put(log, { ...event, name: '' });
      }
      if (theirs.length > 0) onRoom?.(room);
    }
    return Promise.resolve(count);
  }

  rules(): Promise<Rule[]> {
    return Promise.resolve([...this.#rules.values()]);
  }

  saveRule(rule: Rule): Promise<void> {
    this.#rules.set(ruleKey(rule), rule);
    return Promise.resolve();
  }

  deleteRule(rule: Rule): Promise<void> {
    this.#rules.delete(ruleKey(rule));
    return Promise.resolve();
  }

  onReplaced(): void {
    // There is only this one.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function newLog(epoch: string): Log {
  return { epoch, events: [], first: 1, byOp: new Map(), messages: new Map(), dates: [] };
}

function opKey(member: string, op: string): string {
  return `${member}\n${op}`;
}

function ruleKey({ kind, room = '', member = '' }: Rule): string {
  return `${kind}\n${room}\n${member}`;
}

function last(log: Log | undefined): number {
  return log ? log.first + log.events.length - 1 : 0;
}

function at(log: Log, seq: number): ChatEvent | undefined {
  return log.events[seq - log.first];
}

/** Stores an event, replacing the one at its seq; an event object that was returned is never mutated. */
function put(log: Log, event: ChatEvent): void {
  log.events[event.seq - log.first] = event;
  if (event.op !== undefined) log.byOp.set(opKey(event.member, event.op), event);
}

/** Removes the oldest event and its message. */
function removeOldest(log: Log): void {
  const event = log.events[0];
  if (!event) return;
  if (log.messages.get(event.seq)?.editedAt !== undefined) replaceText(log, event.seq, '');
  log.events.shift();
  log.dates.shift();
  log.first = event.seq + 1;
  log.messages.delete(event.seq);
  if (event.op !== undefined) log.byOp.delete(opKey(event.member, event.op));
}

/** Applies an event to the message it is about. */
function apply(log: Log, event: ChatEvent): void {
  if (isMessage(event)) {
    log.messages.set(event.seq, newMessage(event));
    return;
  }
  const message = log.messages.get(event.of);
  if (!message) {
    if (event.kind === 'edit') put(log, { ...event, text: '' });
    return;
  }
  const now = changed(message, event);
  log.messages.set(event.of, now);
  if (event.kind !== 'reaction') replaceText(log, event.of, now.text);
}

/** Replaces a message's text in all events that carry it, so that no later answer contains the old one. */
function replaceText(log: Log, of: number, text: string): void {
  for (let seq = of; seq <= last(log); seq++) {
    const event = at(log, seq);
    if (event?.kind === 'edit' && event.of === of) put(log, { ...event, text });
    if (event && isMessage(event) && seq === of) put(log, text ? { ...event, text } : emptied(event));
  }
}
