import type { PendingOperation, PendingStore } from './client/chat-queue.ts';
import type { Choice } from './settings.ts';

/** What is remembered about the visitor, and nothing else. */
export type Remembered = 'visitor' | 'name' | 'color' | 'others' | 'own' | 'dismissed' | 'unsent';
const KEYS: readonly Remembered[] = ['visitor', 'name', 'color', 'others', 'own', 'dismissed', 'unsent'];
/** These belong to the tab and the visit. */
const OF_THE_VISIT: readonly Remembered[] = ['dismissed', 'unsent'];

/**
 * The visitor's browser as a memory. Storage that is forbidden, full or absent is survived: then it is remembered
 * as long as the page is open, as with `none`.
 */
export class VisitorStorage {
  readonly #mode: Choice<'storage'>;
  readonly #memory = new Map<Remembered, string>();

  constructor(mode: Choice<'storage'>) {
    this.#mode = mode;
  }

  /** Reading stores nothing. */
  read(key: Remembered): string | undefined {
    return this.#memory.get(key) ?? this.#with(key, (storage, name) => storage.getItem(name)) ?? undefined;
  }

  write(key: Remembered, value: string): void {
    this.#memory.set(key, value);
    this.#with(key, (storage, name) => storage.setItem(name, value));
  }

  forget(key: Remembered): void {
    this.#memory.delete(key);
    this.#with(key, (storage, name) => storage.removeItem(name));
  }

  clear(): void {
    for (const key of KEYS) this.forget(key);
  }

  /** The random key that makes the visitor the same person again: 128 bits, made at the first need. */
  visitor(): string {
    let key = this.read('visitor');
    if (!key || !/^[\w-]{22,128}$/.test(key)) {
      key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
        byte.toString(16).padStart(2, '0'),
      ).join('');
      this.write('visitor', key);
    }
    return key;
  }

  /** Whether a page before this one had messages for this room that were not sent yet. */
  hasUnsent(room: string): boolean {
    try {
      return this.unsent(room).load().length > 0;
    } catch {
      return false;
    }
  }

  /**
   * Messages that were not sent yet, over a reload.
   * @param room server and room that they are for; those for another are not given out
   */
  unsent(room: string): PendingStore {
    return {
      load: () => {
        const [of, operations] = JSON.parse(this.read('unsent') ?? '[]') as [string?, PendingOperation[]?];
        return (of === room && operations) || [];
      },
      save: (operations) => {
        if (operations.length > 0) this.write('unsent', JSON.stringify([room, operations]));
        else if (this.read('unsent')) this.forget('unsent');
      },
    };
  }

  #with<T>(key: Remembered, use: (storage: Storage, name: string) => T): T | undefined {
    if (this.#mode === 'none') return undefined;
    try {
      const storage = this.#mode === 'session' || OF_THE_VISIT.includes(key) ? sessionStorage : localStorage;
      return use(storage, `live-presence:${key}`);
    } catch {
      return undefined;
    }
  }
}
