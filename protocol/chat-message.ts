/** How events make messages: the same for every store and every client. Pure. */
import type { ChatEvent, ChatMessage, ChatMessageEvent, ChatNoticeEvent } from './messages.ts';

/** Whether an event makes a message; else it is about one. */
export function isMessage(event: ChatEvent): event is ChatMessageEvent | ChatNoticeEvent {
  return event.kind === 'message' || event.kind === 'notice';
}

/** The message that an event makes. */
export function newMessage(event: ChatMessageEvent | ChatNoticeEvent): ChatMessage {
  return event.kind === 'notice' ? { name: '', color: '', ...event } : { ...event };
}
