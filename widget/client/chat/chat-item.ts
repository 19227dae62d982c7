import type { ChatMessage } from '../../../protocol/chat.ts';

/** A message as the chat shows it. Immutable: a new state is a new object. */
export interface ChatItem extends ChatMessage {
  /** Sent ones have a seq; pending and failed ones have seq 0 and an `op`, and come last. */
  state: 'sent' | 'pending' | 'failed';
  /** Why it failed: the code of the server's error, `too_long` or `queue_full`. */
  error?: string | undefined;
  mine: boolean;
  /** An edit or deletion that the server has not confirmed, with the code of its error if it failed. */
  change?: { op: string; error: string | undefined };
}

/** Whether nothing of it is left: it was deleted, or its author erased their messages, which leaves an empty text. */
export function isGone({ deleted, text }: Pick<ChatMessage, 'deleted' | 'text'>): boolean {
  return deleted === true || text === '';
}
