import type { ReactiveControllerHost } from 'lit';
import type { Pin } from '../../protocol/chat.ts';
import type { ChatItem } from '../client/chat-item.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import { keyOf, type MessageActions, type MessageView } from './chat-message.ts';
import type { LivePresenceComposer } from './live-presence-composer.ts';
import type { PresenceOwner } from '../shared/presence-part.ts';

/** Whose messages they are: the panel. */
interface Host extends ReactiveControllerHost {
  readonly client: PresenceClient | undefined;
  readonly owner: PresenceOwner | undefined;
  readonly composer: LivePresenceComposer | null;
}

/** What can be done with messages, and with which one just now. */
export class MessageOffers implements MessageActions {
  /** Key of the message whose actions are offered. */
  active = '';
  asked: MessageView['asked'];
  /** Key of the message that the tab key comes to. */
  current = '';
  readonly jump: (seq: number) => void;
  readonly show: (pin: Pin) => void;

  readonly #host: Host;
  /** Whether the focus is among the messages. */
  readonly #focused: () => boolean;

  constructor(host: Host, focused: () => boolean, { jump, show }: Pick<MessageActions, 'jump' | 'show'>) {
    this.#host = host;
    this.#focused = focused;
    this.jump = jump;
    this.show = show;
  }

  activate(item: ChatItem, on = true): void {
    const id = keyOf(item);
    if (on) this.current = id;
    else if (this.active !== id || this.asked || this.#focused()) return;
    if (on && this.active !== id) this.asked = undefined;
    this.active = on ? id : '';
    this.#host.requestUpdate();
  }

  ask(what: MessageView['asked']): void {
    this.asked = what;
    this.#host.requestUpdate();
  }

  react({ reactions, seq }: ChatItem, emoji: string): void {
    const { chat, self } = this.#host.client ?? {};
    const given = reactions?.find((reaction) => reaction.emoji === emoji)?.members ?? [];
    chat?.react(seq, emoji, !given.includes(self?.id ?? ''));
    this.ask(undefined);
  }

  reply(item: ChatItem): void {
    this.#host.composer?.reply(item);
  }

  edit(item: ChatItem): void {
    this.#host.composer?.edit(item);
  }

  /** The last message of one's own that may still be changed. */
  editLast(): void {
    const { client } = this.#host;
    const last = client?.chat.items.findLast(({ mine, seq, deleted }) => mine && seq > 0 && !deleted);
    if (client && last && client.serverNow() - last.at < client.limits.editMs) this.edit(last);
  }

  remove({ seq }: ChatItem): void {
    this.#host.client?.chat.delete(seq);
    this.ask(undefined);
  }

  ignore({ member }: ChatItem, ignored: boolean): void {
    this.#host.owner?.choices.ignore(member, ignored);
    this.#host.requestUpdate();
  }
}
