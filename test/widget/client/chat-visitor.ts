/** What the chat’s tests share: frames from the server, and what the log contains. */
import type { ChatEvent, ChatMessage } from '../../../protocol/chat.ts';
import type { ChatPostMessage } from '../../../protocol/messages.ts';
import type { PresenceClient } from '../../../widget/client/presence-client.ts';
import type { ServerEnd } from '../../helpers/socket-pair.ts';
import { messageEvent, messageEvents } from './visitor.ts';

export const chat = (...events: ChatEvent[]) => ({ type: 'chat' as const, events });
export const texts = ({ chat }: PresenceClient) => chat.items.map(({ text }) => text);
export const states = ({ chat }: PresenceClient) => chat.items.map(({ text, state }) => `${text} ${state}`);
export const seqs = ({ chat }: PresenceClient) => chat.items.map(({ seq }) => seq);
export const posts = (end: ServerEnd) => end.of('chat_post').map(({ text }) => text);

/** The server’s answer to a post: stores it, acknowledges it, and sends it to everyone. */
export function store(end: ServerEnd, seq: number, { op, text }: ChatPostMessage): void {
  end.send({ type: 'ack', op, seq, at: 0 }, chat(mine(seq, op, text)));
}
export const mine = (seq: number, op: string, text = `m${seq}`) =>
  messageEvent(seq, { member: 'me', op, text });

export function page(first: number, last: number, more: boolean, before = last + 1) {
  const messages = messageEvents(first, last).map((event) => event as ChatEvent & ChatMessage);
  return { type: 'history' as const, before, messages, more };
}

export function quotes(seqs: number[]) {
  const messages = seqs.map((seq) => messageEvent(seq) as ChatEvent & ChatMessage);
  return { type: 'quotes' as const, seqs, messages };
}
