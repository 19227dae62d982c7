/**
 * The chat's nouns, events and messages, and how the first make the second: the same for every store and every client.
 * Pure.
 */
import type { Anchor } from './anchor.ts';

interface ChatEventBase {
  /** Position in the room's log, dense from 1. */
  seq: number;
  /** The id that its author gave the operation; absent on what the site deletes. */
  op?: string;
  /** Who: a member id, or `site`. */
  member: string;
  /** Server's time, milliseconds since 1970. For display only; nothing is ordered by it. */
  at: number;
}

/** A place on the content of one of the room's pages, as a cursor's sample says it. */
export interface Pin {
  /** The page that it is on. */
  page: string;
  anchor: Anchor;
  /** `SAMPLE.text` or 0. */
  flags: number;
  /** 0–65535, as in a cursor frame. */
  x: number;
  y: number;
}

/** What a message may carry besides its text. */
export interface ChatExtras {
  /** `seq` of the message this one answers. */
  reply?: number;
  /** What it is about. */
  pin?: Pin;
  /** Ids of the members whom it mentions; at most 20. */
  mentions?: string[];
}

/** A message as it was posted. */
export interface ChatMessageEvent extends ChatEventBase, ChatExtras {
  kind: 'message';
  text: string;
  /** The author's name and colour at the time of posting. */
  name: string;
  color: string;
}
export interface ChatEditEvent extends ChatEventBase {
  kind: 'edit';
  of: number;
  text: string;
}
export interface ChatDeleteEvent extends ChatEventBase {
  kind: 'delete';
  of: number;
}
export interface ChatReactionEvent extends ChatEventBase {
  kind: 'reaction';
  of: number;
  emoji: string;
  on: boolean;
}
/** Something the site says. */
export interface ChatNoticeEvent extends ChatEventBase {
  kind: 'notice';
  text: string;
}
export type ChatEvent =
  ChatMessageEvent | ChatEditEvent | ChatDeleteEvent | ChatReactionEvent | ChatNoticeEvent;

/** A message or notice as it stands now: edits, deletion and reactions applied. */
export interface ChatMessage extends ChatExtras {
  seq: number;
  kind: 'message' | 'notice';
  op?: string;
  member: string;
  name: string;
  color: string;
  at: number;
  /** Empty once deleted; `pin` and `mentions` are gone then, too. */
  text: string;
  editedAt?: number;
  deleted?: true;
  /** Who reacted with what, in the order of the first of each. */
  reactions?: { emoji: string; members: string[] }[];
}

/** Whether an event makes a message; else it is about one. */
export function isMessage(event: ChatEvent): event is ChatMessageEvent | ChatNoticeEvent {
  return event.kind === 'message' || event.kind === 'notice';
}

/** The message that an event makes. */
export function newMessage(event: ChatMessageEvent | ChatNoticeEvent): ChatMessage {
  return event.kind === 'notice' ? { name: '', color: '', ...event } : { ...event };
}

/**
 * A message after an event about it; a new object where something changed. What is deleted stays as it is, and
 * kinds that we don't know change nothing. Applying an event twice is as applying it once.
 */
export function changed<M extends ChatMessage>(
  message: M,
  event: ChatEditEvent | ChatDeleteEvent | ChatReactionEvent,
): M {
  if (message.deleted) return message;
  switch (event.kind) {
    case 'edit':
      return { ...message, text: event.text, editedAt: event.at };
    case 'delete':
      return deleted(message);
    case 'reaction': {
      const { reactions: before = [], ...bare } = message;
      const reactions = reacted(before, event);
      return (reactions.length > 0 ? { ...message, reactions } : bare) as M;
    }
    default:
      return message;
  }
}

/** A message without anything that was said in it. */
export function deleted<M extends ChatMessage>(message: M): M {
  const { reactions: _, ...rest } = emptied(message);
  return { ...(rest as M), deleted: true };
}

/** What was said, taken out of a message, or of the event that made it. What it answers stays. */
export function emptied<S extends ChatExtras & { text: string }>(said: S): S {
  const { pin: _, mentions: __, ...rest } = said;
  return { ...(rest as S), text: '' };
}

type Reactions = NonNullable<ChatMessage['reactions']>;

function reacted(before: Reactions, { emoji, member, on }: ChatReactionEvent): Reactions {
  const known = before.some((entry) => entry.emoji === emoji);
  const entries = known || !on ? before : [...before, { emoji, members: [] }];
  return entries
    .map((entry) => {
      if (entry.emoji !== emoji) return entry;
      const others = entry.members.filter((id) => id !== member);
      return { emoji, members: on ? [...others, member] : others };
    })
    .filter((entry) => entry.members.length > 0);
}
