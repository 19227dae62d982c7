import type { ChatItem } from '../../widget/client/chat-item.ts';
import type { Chat } from '../../widget/client/create-client.ts';

/** Messages that the chat is given at once; it holds no more than a hundred. */
const AT_ONCE = 50;

/** Lines on their way to the server, of which there may be many: a file can be longer than what the chat holds. */
export class Outbox {
  readonly #chat: Pick<Chat, 'items' | 'post' | 'discard'>;
  readonly #lines: string[] = [];
  #pending = 0;
  /** Operations that the server won't have. */
  readonly #refused = new Set<string>();

  constructor(chat: Pick<Chat, 'items' | 'post' | 'discard'>) {
    this.#chat = chat;
  }

  /** Lines that the server has not acknowledged. */
  get waiting(): number {
    return this.#lines.length + this.#pending;
  }

  /** Lines that it won't have. */
  get failed(): number {
    return this.#refused.size;
  }

  /** More lines would only wait here. */
  get full(): boolean {
    return this.waiting >= AT_ONCE;
  }

  add(line: string): void {
    this.#lines.push(line);
    this.#post();
  }

  /** The chat has changed. @returns what has failed since; it is given up */
  look(): readonly ChatItem[] {
    this.#count();
    const failed = this.#chat.items.filter(
      ({ state, op }) => state === 'failed' && op !== undefined && !this.#refused.has(op),
    );
    // Noted first: giving one up is a change of the chat, too.
    for (const { op = '' } of failed) this.#refused.add(op);
    for (const { op = '' } of failed) this.#chat.discard(op);
    this.#post();
    return failed;
  }

  #post(): void {
    while (this.#pending < AT_ONCE) {
      const line = this.#lines.shift();
      if (line === undefined) return;
      // Told of the change while it is made, `look` must not find the same place free twice.
      this.#pending++;
      this.#chat.post(line);
      this.#count();
    }
  }

  #count(): void {
    this.#pending = this.#chat.items.filter(({ state }) => state === 'pending').length;
  }
}
