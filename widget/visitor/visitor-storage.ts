import type { ReadMark } from '../client/chat-unread.ts';
import type { Chosen } from './visitor-choices.ts';

/** What is remembered about the visitor, and nothing else. */
type Remembered = Chosen | 'visitor' | 'read' | 'unsent';
/** As the `storage` attribute says it: the browser's, the tab's, or none at all. */
type StorageMode = 'local' | 'session' | 'none';
/** These belong to the tab and the visit. */
const OF_THE_VISIT: readonly Remembered[] = ['dismissed', 'unsent'];
/** What we store is named so. */
export const PREFIX = 'live-presence:';
/** The key of the storage that goes when a visitor leaves for good. */
export const VISITOR_KEY = `${PREFIX}visitor`;
/** The key of how far was read. */
export const READ_KEY = `${PREFIX}read`;
/** Rooms whose reading marks are kept. */
const MARKS = 50;

/**
 * The visitor's browser as a memory. Storage that is forbidden, full or absent is survived: then it is remembered
 * as long as the page is open, as with `none`.
 */
export class VisitorStorage {
  /** Where; what could not be stored before goes there as soon as that is `allowed` again. */
  mode: StorageMode;
  readonly #memory = new Map<Remembered, string>();
  #allowed = false;

  constructor(mode: StorageMode) {
    this.mode = mode;
  }

  /** Reading stores nothing. */
  read(key: Remembered): string | undefined {
    return this.#memory.get(key) ?? this.#with(key, (storage, name) => storage.getItem(name)) ?? undefined;
  }

  /**
   * Whether anything may be stored; at first not. What was written before is remembered here, and stored as soon as
   * that is allowed.
   */
  set allowed(allowed: boolean) {
    this.#allowed = allowed;
    if (allowed) for (const [key, value] of this.#memory) this.write(key, value);
  }

  /** What can't be stored is remembered here; what can is not, as another tab may change it. */
  write(key: Remembered, value: string): void {
    const stored =
      this.#allowed &&
      this.#with(key, (storage, name) => {
        storage.setItem(name, value);
        return true;
      });
    if (stored) this.#memory.delete(key);
    else this.#memory.set(key, value);
  }

  forget(key: Remembered): void {
    this.#memory.delete(key);
    this.#with(key, (storage, name) => storage.removeItem(name));
  }

  /** Forgets everything of ours, also what was stored while `mode` was another. */
  clear(): void {
    this.#memory.clear();
    for (const storage of [kept(() => sessionStorage), kept(() => localStorage)]) {
      for (const key of storage ? keysOf(storage) : []) storage?.removeItem(key);
    }
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

  /** @param room server and room */
  readMark(room: string): ReadMark {
    const all = (): [string, string, number][] => {
      try {
        return JSON.parse(this.read('read') ?? '[]') as [string, string, number][];
      } catch {
        return [];
      }
    };
    return {
      load: () => {
        const [, epoch, seq] = all().find(([of]) => of === room) ?? [];
        return epoch === undefined || seq === undefined ? undefined : { epoch, seq };
      },
      save: ({ epoch, seq }) => {
        const others = all().filter(([of]) => of !== room);
        this.write('read', JSON.stringify([[room, epoch, seq], ...others].slice(0, MARKS)));
      },
    };
  }

  /** Whether a page before this one had messages that were not sent yet. */
  get hasUnsent(): boolean {
    return this.#storages.some(
      (storage) => storage && keysOf(storage).some((key) => key.startsWith(`${PREFIX}unsent`)),
    );
  }

  /** The storage that the visitor's tabs share, where they may. */
  get shared(): Storage | undefined {
    return this.mode === 'local' ? this.#storages[1] : undefined;
  }

  /** The tab's, and the one that is for more: as far as they are there. */
  get #storages(): [own?: Storage | undefined, more?: Storage | undefined] {
    if (this.mode === 'none') return [];
    const own = kept(() => sessionStorage);
    return [own, this.mode === 'local' ? kept(() => localStorage) : own];
  }

  #with<T>(key: Remembered, use: (storage: Storage, name: string) => T): T | undefined {
    try {
      const storage = this.#storages[OF_THE_VISIT.includes(key) ? 0 : 1];
      return storage && use(storage, PREFIX + key);
    } catch {
      return undefined;
    }
  }
}

/** Some browsers throw, some say null. */
function kept(get: () => Storage | null): Storage | undefined {
  try {
    return get() ?? undefined;
  } catch {
    return undefined;
  }
}

function keysOf(storage: Storage): string[] {
  return Object.keys(storage).filter((key) => key.startsWith(PREFIX));
}
