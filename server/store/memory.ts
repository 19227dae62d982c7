import { randomUUID } from 'node:crypto';
import type { ChatEvent, ChatMessage } from '../../protocol/messages.ts';
import type { Appended, EventDraft, LogHead, MessageStore } from './message-store.ts';

interface Log {
  /** Events from `first` on, without holes. */
  events: ChatEvent[];
  first: number;
  byOp: Map<string, ChatEvent>;
  /** By seq, in order. */
  messages: Map<number, ChatMessage>;
}

/** Chat that lives as long as the process. A room without a single event costs nothing. */
export class MemoryStore implements MessageStore {
  readonly #epoch = randomUUID();
  readonly #logs = new Map<string, Log>();
  readonly #keep: number;

  /** @param keep events kept for each room; the oldest go first */
  constructor(keep = 10_000) {
    this.#keep = keep;
  }

  head(room: string): Promise<LogHead> {
    return Promise.resolve({ epoch: this.#epoch, seq: last(this.#logs.get(room)) });
  }

  append(room: string, draft: EventDraft): Promise<Appended> {
    let log = this.#logs.get(room);
    if (!log) this.#logs.set(room, (log = { events: [], first: 1, byOp: new Map(), messages: new Map() }));
    const key = draft.op === undefined ? undefined : `${draft.member}\n${draft.op}`;
    const before = key === undefined ? undefined : log.byOp.get(key);
    if (before) return Promise.resolve({ event: before, repeated: true });
    const event: ChatEvent = { seq: last(log) + 1, ...draft };
    log.events.push(event);
    if (key !== undefined) log.byOp.set(key, event);
    apply(log, event);
    while (log.events.length > this.#keep) drop(log);
    return Promise.resolve({ event, repeated: false });
  }

  find(room: string, member: string, op: string): Promise<ChatEvent | undefined> {
    return Promise.resolve(this.#logs.get(room)?.byOp.get(`${member}\n${op}`));
  }

  eventsAfter(room: string, after: number, limit: number): Promise<ChatEvent[] | undefined> {
    const log = this.#logs.get(room);
    if (after > last(log) || (log && after < log.first - 1)) return Promise.resolve(undefined);
    const start = log ? after + 1 - log.first : 0;
    return Promise.resolve(log?.events.slice(start, start + limit) ?? []);
  }

  eventAt(room: string, seq: number): Promise<ChatEvent | undefined> {
    const log = this.#logs.get(room);
    return Promise.resolve(log?.events[seq - log.first]);
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

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function last(log: Log | undefined): number {
  return log ? log.first + log.events.length - 1 : 0;
}

/** Removes the oldest event, and the message that it made. */
function drop(log: Log): void {
  const event = log.events.shift();
  if (!event) return;
  log.first = event.seq + 1;
  log.messages.delete(event.seq);
  if (event.op !== undefined) log.byOp.delete(`${event.member}\n${event.op}`);
}

/** Keeps the messages as they stand now; events already handed out are replaced, never changed. */
function apply(log: Log, event: ChatEvent): void {
  if (event.kind === 'message') {
    const { seq, member, name, color, at, text } = event;
    const message: ChatMessage = { seq, kind: 'message', member, name, color, at, text };
    if (event.op !== undefined) message.op = event.op;
    if (event.reply !== undefined) message.reply = event.reply;
    log.messages.set(seq, message);
    return;
  }
  if (event.kind === 'notice') {
    const { seq, member, at, text } = event;
    log.messages.set(seq, { seq, kind: 'notice', member, name: '', color: '', at, text });
    return;
  }
  const message = log.messages.get(event.of);
  if (!message) return;
  if (event.kind === 'reaction') {
    log.messages.set(event.of, { ...message, ...withReaction(message, event) });
    return;
  }
  const text = event.kind === 'edit' ? event.text : '';
  forgetText(log, event.of, text);
  if (event.kind === 'edit') log.messages.set(event.of, { ...message, text, editedAt: event.at });
  else log.messages.set(event.of, { ...without(message), text, deleted: true });
}

function without(message: ChatMessage): ChatMessage {
  const { reactions: _, ...rest } = message;
  return rest;
}

/** What a message said before an edit or a deletion is in no later answer. */
function forgetText(log: Log, of: number, text: string): void {
  for (let seq = of; seq < log.first + log.events.length; seq++) {
    const event = log.events[seq - log.first];
    const said = event?.kind === 'message' ? seq === of : event?.kind === 'edit' && event.of === of;
    if (!event || !said) continue;
    const changed = { ...event, text };
    log.events[seq - log.first] = changed;
    if (event.op !== undefined) log.byOp.set(`${event.member}\n${event.op}`, changed);
  }
}

function withReaction(
  message: ChatMessage,
  { emoji, member, on }: { emoji: string; member: string; on: boolean },
): Pick<ChatMessage, 'reactions'> {
  const reactions = (message.reactions ?? []).map((reaction) => ({
    ...reaction,
    members: [...reaction.members],
  }));
  let entry = reactions.find((reaction) => reaction.emoji === emoji);
  if (!entry && on) reactions.push((entry = { emoji, members: [] }));
  if (entry) {
    entry.members = entry.members.filter((id) => id !== member);
    if (on) entry.members.push(member);
  }
  return { reactions: reactions.filter((reaction) => reaction.members.length > 0) };
}
