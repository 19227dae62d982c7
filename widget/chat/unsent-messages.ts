import type { PendingOperation, PendingStore } from '../client/chat-queue.ts';

type Kept = [room: string, operations: readonly PendingOperation[]];

/** The visitor's browser as a memory. */
export interface TabMemory {
  /** Of what lasts as long as the tab. */
  read(key: 'unsent'): string | undefined;
  write(key: 'unsent', value: string): void;
  forget(key: 'unsent'): void;
  /** The storage that the visitor's tabs share, where they may. */
  readonly shared: Storage | undefined;
}

/** Key of the storage that lasts as long as the tab: the messages, or where the shared storage has them. */
const OWN = 'unsent';
const SHARED = 'live-presence:unsent:';

/**
 * What was written and not sent yet, over a reload, and over the tab's end where the visitor's other tabs can take it
 * on.
 *
 * Each page has an entry of its own, so no two write the same one. While there is something in it the page holds a
 * lock of that name; an entry whose lock is free belongs to a page that is gone, and whoever looks next takes it on.
 * A page without unsent messages holds no lock: those keep it from the browser's cache for going back. What the tab's
 * own page before has left is there at once: what is written now comes after it.
 */
export class UnsentMessages implements PendingStore {
  readonly #memory: TabMemory;
  readonly #room: string;
  readonly #id = Math.random().toString(36).slice(2);
  readonly #locks = (navigator as Partial<Navigator>).locks;
  /** Storage that tabs share; undefined where they don't. */
  readonly #shared: Storage | undefined;
  #release: (() => void) | undefined;

  /** @param room server and room that they are for; those for another are left alone */
  constructor(memory: TabMemory, room: string) {
    this.#memory = memory;
    this.#room = room;
    this.#shared = this.#locks && memory.shared;
  }

  load(): readonly PendingOperation[] {
    const own = this.#memory.read(OWN);
    if (own?.startsWith(SHARED)) return this.#read(this.#shared?.getItem(own));
    return this.#kept().find(([room]) => room === this.#room)?.[1] ?? [];
  }

  save(operations: readonly PendingOperation[]): void {
    const kept: Kept = [this.#room, operations];
    if (this.#shared) {
      // What an earlier page of the tab left was loaded, and is kept under this one's key from now on.
      const key = SHARED + this.#id;
      if (operations.length > 0) {
        this.#shared.setItem(key, JSON.stringify(kept));
        this.#memory.write(OWN, key);
        this.#hold(key);
      } else {
        this.#shared.removeItem(key);
        this.#memory.forget(OWN);
        this.#release?.();
      }
      return;
    }
    const others = this.#kept().filter(([room]) => room !== this.#room);
    const all = operations.length > 0 ? [...others, kept] : others;
    if (all.length > 0) this.#memory.write(OWN, JSON.stringify(all));
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
        // First taken, then removed: a page that ends in between leaves it twice, and the server knows it by its op.
        take(operations);
        this.#shared?.removeItem(key);
      });
    }
  }

  /** What the tab itself keeps, for each room. */
  #kept(): Kept[] {
    try {
      const all: unknown = JSON.parse(this.#memory.read(OWN) ?? '[]');
      return Array.isArray(all) ? (all as Kept[]) : [];
    } catch {
      return [];
    }
  }

  #read(text: string | null | undefined): readonly PendingOperation[] {
    try {
      const [of, operations] = JSON.parse(text ?? '[]') as Partial<Kept>;
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
