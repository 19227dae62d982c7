import type { ClientMessage } from '../../protocol/messages.ts';

/**
 * What a client sends again by itself when it is told that it was too early, or tells its visitor. What is not among
 * it, it says once: the server has to ask for it.
 */
export const ASKED_AGAIN: Record<ClientMessage['type'], boolean> = {
  hello: true,
  page: false,
  profile: false,
  anchor: true,
  seen: false,
  view: false,
  cursor_chat: false,
  reaction: false,
  selection: false,
  follow: false,
  lead: false,
  typing: false,
  chat_post: true,
  chat_edit: true,
  chat_delete: true,
  chat_react: true,
  events: true,
  history: true,
  quotes: true,
  roster: true,
  erase: true,
  ping: false,
  pulse: false,
};
