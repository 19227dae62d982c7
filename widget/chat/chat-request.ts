import type { Pin } from '../../protocol/chat.ts';
import type { ChatItem } from '../client/chat/chat-item.ts';
import type { ChatLog } from '../client/chat/chat-log.ts';

/** What can be open at a message: its actions, the emoji to react with, the question before it is deleted. */
export type MessageMenu = 'actions' | 'react' | 'delete';

/** What changes the log: methods of its own. */
type LogRequests = {
  [K in 'post' | 'edit' | 'delete' | 'react' | 'retry' | 'discard' | 'type']: (
    ...args: Parameters<ChatLog[K]>
  ) => void;
};

/** What the list of messages answers. */
interface ListRequests {
  openMenu(menu: MessageMenu): void;
  /** Scrolls to a message. */
  jump(seq: number): void;
  mute(member: string, on: boolean): void;
}

/** What the panel answers, with the composer and the pins. */
interface PanelRequests {
  /** Focuses the composer. */
  compose(): void;
  startReply(item: ChatItem): void;
  startEdit(item: ChatItem): void;
  editLast(): void;
  pickPin(): void;
  showPin(pin: Pin): void;
  /** Hides the panel for a moment, so that the visitor sees the page. */
  stepAside(on: boolean): void;
  /** For screen readers. */
  announce(text: string): void;
}

/** What the visitor can want, as the elements of the chat request it. */
export interface ChatRequests extends LogRequests, ListRequests, PanelRequests {}

type Name = keyof ChatRequests;

/** A request on its way up. It is not composed, so it stays within the panel. */
export interface ChatRequestEvent extends Event {
  /** Calls the method that was requested, if there is one. */
  answer(by: Partial<ChatRequests>): void;
}

/** Sends a request up from an element. */
export function request<K extends Name>(
  element: EventTarget,
  name: K,
  ...args: Parameters<ChatRequests[K]>
): void {
  const answer = (by: { [N in K]?: (...given: Parameters<ChatRequests[K]>) => void }): void =>
    by[name]?.(...args);
  element.dispatchEvent(Object.assign(new Event('chat-request', { bubbles: true }), { answer }));
}
