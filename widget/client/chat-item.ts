import type { ChatMessage } from '../../protocol/chat.ts';

/** A line of the chat as it is shown. Never changed: another state is another object. */
export interface ChatItem extends ChatMessage {
  /** Sent ones have a seq; pending and failed ones have seq 0 and an `op`, and come last. */
  state: 'sent' | 'pending' | 'failed';
  /** Why it failed: the code of the server's error, `too_long` or `queue_full`. */
  error?: string | undefined;
  mine: boolean;
  /** An edit or deletion that is on its way; with the code of its error where it failed. */
  change?: { op: string; error: string | undefined };
}

/** Whether nothing of it is left: deleted, or erased with whoever said it, which no event tells; nobody can say nothing. */
export function isGone({ deleted, text }: Pick<ChatMessage, 'deleted' | 'text'>): boolean {
  return deleted === true || text === '';
}
