import type { PendingOperation, PendingStore } from '../../client/chat/chat-queue.ts';
import { toJson } from '../../client/connection/json.ts';

type Entry = [room: string, operations: readonly PendingOperation[]];

/** The storage of the visitor's browser. */
export interface TabMemory {
  /** Reads what lasts as long as the tab. */
  read(key: 'unsent'): string | undefined;
  write(key: 'unsent', value: string): void;
  forget(key: 'unsent'): void;
  /** The storage that the visitor's tabs share; undefined if they may not. */
  readonly shared: Storage | undefined;
}

/** Key in the tab's storage: the messages, or their key in the shared storage. */
const OWN = 'unsent';
const SHARED = 'live-presence:unsent:';

/**
 * Stores messages that are not sent yet: they survive a reload, and, if the visitor has other tabs, the end of the tab.
 *
 * Each page has its own entry, so no two pages write the same one. While the entry is not empty, the page holds a lock
 * of the same name. An entry whose lock is free belongs to a page that is gone: the next page to look adopts it. A
 * page without unsent messages holds no lock, because a lock keeps it out of the back/forward cache. What the tab's
 * previous page left loads at once, so that new messages come after it.
 */
export class UnsentMessages implements PendingStore {
  readonly #memory: TabMemory;
  readonly #room: string;
  readonly #id = Math.random().toString(36).slice(2);
  readonly #locks = (navigator as Partial<Navigator>).locks;
  /** Storage that tabs share; undefined if they do not. */
  readonly #shared: Storage | undefined;
  #release: (() => void) | undefined;

  /** @param room server and room of the messages; those for other rooms stay untouched */
  constructor(memory: TabMemory, room: string) {
    this.#memory = memory;
    this.#room = room;
    this.#shared = this.#locks && memory.shared;
  }

  load(): readonly PendingOperation[] {
    const own = this.#memory.read(OWN);
    if (own?.startsWith(SHARED)) return this.#read(this.#shared?.getItem(own));
    return this.#entries().find(([room]) => room === this.#room)?.[1] ?? [];
  }

  save(operations: readonly PendingOperation[]): void {
    const entry: Entry = [this.#room, operations];
    if (this.#shared) {
      // Messages that the tab's previous page left are loaded, and from now on stored under this page's key.
      const key = SHARED + this.#id;
      if (operations.length > 0) {
        this.#shared.setItem(key, toJson(entry));
        this.#memory.write(OWN, key);
        this.#hold(key);
      } else {
        this.#shared.removeItem(key);
        this.#memory.forget(OWN);
        this.#release?.();
      }
      return;
    }
    const others = this.#entries().filter(([room]) => room !== this.#room);
    const all = operations.length > 0 ? [...others, entry] : others;
    if (all.length > 0) this.#memory.write(OWN, toJson(all));
    else if (this.#memory.read(OWN)) this.#memory.forget(OWN);
  }

  close(): void {
    this.#release?.();
  }

  adopt(take: (operations: readonly PendingOperation[]) => void): void {
    for (const key of Object.keys(this.#shared ?? {})) {
      if (!key.startsWith(SHARED) || key.endsWith(this.#id)) continue;
      void this.#locks?.request(key, { ifAvailable: true }, (lock) => {
        const operations = lock ? this.#read(this.#shared?.getItem(key)) : [];
        if (operations.length === 0) return;
        // Adopted first, then removed: a page that ends in between leaves a copy, which the server knows by its op.
        take(operations);
        this.#shared?.removeItem(key);
      });
    }
  }

  /** The messages in the tab's storage, by room. */
  #entries(): Entry[] {
    try {
      const all: unknown = JSON.parse(this.#memory.read(OWN) ?? '[]');
      return Array.isArray(all) ? (all as Entry[]) : [];
    } catch {
      return [];
    }
  }

  #read(text: string | null | undefined): readonly PendingOperation[] {
    try {
      const [of, operations] = JSON.parse(text ?? '[]') as Partial<Entry>;
      return (of === this.#room && operations) || [];
    } catch {
      return [];
    }
  }

  #hold(key: string): void {
    if (this.#release) return;
    const held = new Promise<void>((resolve) => {
      const release = (): void => {
        removeEventListener('pagehide', release);
        this.#release = undefined;
        resolve();
      };
      this.#release = release;
      addEventListener('pagehide', release);
    });
    void this.#locks?.request(key, () => held);
  }
}
