import type { ChatItem } from '../../widget/client/chat/chat-item.ts';
import type { Chat } from '../../widget/client/create-client.ts';

/** Messages that the chat holds as pending at once; its own limit is a hundred. */
const MAX_PENDING = 50;

/** Lines on their way to the server. There may be more than the chat can hold as pending, for example from a file. */
export class Outbox {
  readonly #chat: Pick<Chat, 'items' | 'post' | 'discard'>;
  readonly #lines: string[] = [];
  #pending = 0;
  /** The `op` of each message that the server refused. */
  readonly #refused = new Set<string>();

  constructor(chat: Pick<Chat, 'items' | 'post' | 'discard'>) {
    this.#chat = chat;
  }

  /** Lines that the server has not acknowledged yet. */
  get waiting(): number {
    return this.#lines.length + this.#pending;
  }

  /** Lines that are waiting or were refused. */
  get unsent(): number {
    return this.waiting + this.#refused.size;
  }

  /** Whether further lines would only queue up here. */
  get full(): boolean {
    return this.waiting >= MAX_PENDING;
  }

  add(line: string): void {
    this.#lines.push(line);
    this.#post();
  }

  /** To be called when the chat has changed. @returns the messages refused since the last call; they are discarded */
  update(): readonly ChatItem[] {
    this.#count();
    const failed = this.#chat.items.filter(
      ({ state, op }) => state === 'failed' && op !== undefined && !this.#refused.has(op),
    );
    // Recorded first: discarding changes the chat and leads back here.
    for (const { op = '' } of failed) this.#refused.add(op);
    for (const { op = '' } of failed) this.#chat.discard(op);
    this.#post();
    return failed;
  }

  #post(): void {
    while (this.#pending < MAX_PENDING) {
      const line = this.#lines.shift();
      if (line === undefined) return;
      // Counted first: posting changes the chat, and `update` must not use the same place again.
      this.#pending++;
      this.#chat.post(line);
      this.#count();
    }
  }

  #count(): void {
    this.#pending = this.#chat.items.filter(({ state }) => state === 'pending').length;
  }
}
