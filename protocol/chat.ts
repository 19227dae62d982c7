/** What a chat consists of: events, as the log stores them, and messages, as they stand after their events. */
import type { Spot } from './anchor.ts';

interface ChatEventBase {
  /** Position in the room's log, dense from 1. */
  seq: number;
  /** The operation's id, made by its author's client; absent on old deletions by the site. */
  op?: string;
  /** A member id, or `site`. */
  member: string;
  /** The server's time, milliseconds since 1970. For display, and for how long a message can be edited; not for order. */
  at: number;
}

/** A place on the content of one of the room's pages. */
export interface Pin extends Spot {
  page: string;
}

/** What a message may have besides its text. */
export interface ChatExtras {
  /** `seq` of the message it replies to. */
  reply?: number;
  pin?: Pin;
  /** Ids of the members it mentions; at most 20. */
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
/** An announcement by the site. */
export interface ChatNoticeEvent extends ChatEventBase {
  kind: 'notice';
  text: string;
}
/** Changes a message that is in the log already. */
export type ChatChangeEvent = ChatEditEvent | ChatDeleteEvent | ChatReactionEvent;
export type ChatEvent = ChatMessageEvent | ChatNoticeEvent | ChatChangeEvent;

/** A message or notice in its present state: edits, deletion and reactions applied. */
export interface ChatMessage extends ChatExtras {
  seq: number;
  kind: 'message' | 'notice';
  op?: string;
  member: string;
  name: string;
  color: string;
  at: number;
  /** Empty once deleted, as are `pin` and `mentions`. */
  text: string;
  editedAt?: number;
  deleted?: true;
  /** Members by emoji, in the order in which each emoji was first used. */
  reactions?: { emoji: string; members: string[] }[];
}

/** Whether an event creates a message; otherwise it changes one. */
export function isMessage<E extends Pick<ChatEvent, 'kind'>>(
  event: E,
): event is Extract<E, Pick<ChatMessage, 'kind'>> {
  return event.kind === 'message' || event.kind === 'notice';
}

/** The message that an event creates. */
export function newMessage(event: ChatMessageEvent | ChatNoticeEvent): ChatMessage {
  return event.kind === 'notice' ? { name: '', color: '', ...event } : { ...event };
}
