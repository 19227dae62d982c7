import type { ReadMark } from '../client/chat/read-mark.ts';
import { toJson } from '../client/connection/json.ts';
import { randomKey } from '../client/random-key.ts';
import type { Chosen } from './visitor-choices.ts';

/** Everything that is stored about the visitor. */
type Remembered = Chosen | 'visitor' | 'read' | 'unsent';
/** Values of the `storage` attribute: the browser's storage, the tab's, or none. */
type StorageMode = 'local' | 'session' | 'none';
/** Stored for the tab only. */
const OF_THE_TAB: readonly Remembered[] = ['dismissed', 'unsent'];
/** All our keys start with this. */
export const PREFIX = 'live-presence:';
/** This key is removed when the visitor withdraws their consent. */
export const VISITOR_KEY = `${PREFIX}visitor`;
/** The key of the read marks. */
export const READ_KEY = `${PREFIX}read`;
/** Most rooms whose read marks are stored. */
const MARKS = 50;

/**
 * What is stored about the visitor in their browser. If storage is forbidden, full or absent, it is kept in memory
 * until the page is closed, as with `none`.
 */
export class VisitorStorage {
  /** Which storage is used. What could not be stored before is stored when `allowed` is set again. */
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
   * Whether anything may be stored; at first not. What was written before is kept in memory, and stored as soon as it
   * is allowed.
   */
  set allowed(allowed: boolean) {
    this.#allowed = allowed;
    if (allowed) for (const [key, value] of this.#memory) this.write(key, value);
  }

  /** Kept in memory only if it cannot be stored: another tab may change what is. */
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

  /** Removes everything of ours, including what was stored under another `mode`. */
  clear(): void {
    this.#memory.clear();
    for (const storage of [available(() => sessionStorage), available(() => localStorage)]) {
      for (const key of storage ? keysOf(storage) : []) storage?.removeItem(key);
    }
  }

  /** The random key by which the server recognises the visitor: 128 bits, generated when first needed. */
  visitor(): string {
    let key = this.read('visitor');
    if (!key || !/^[\w-]{22,128}$/.test(key)) {
      key = randomKey();
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
        this.write('read', toJson([[room, epoch, seq], ...others].slice(0, MARKS)));
      },
    };
  }

  /** Whether an earlier page left messages that are not sent yet. */
  get hasUnsent(): boolean {
    return this.#storages.some(
      (storage) => storage && keysOf(storage).some((key) => key.startsWith(`${PREFIX}unsent`)),
    );
  }

  /** The storage that the visitor's tabs share, if they may. */
  get shared(): Storage | undefined {
    return this.mode === 'local' ? this.#storages[1] : undefined;
  }

  /** The storage for what belongs to the tab, and for everything else. */
  get #storages(): [tab?: Storage | undefined, rest?: Storage | undefined] {
    if (this.mode === 'none') return [];
    const tab = available(() => sessionStorage);
    return [tab, this.mode === 'local' ? available(() => localStorage) : tab];
  }

  #with<T>(key: Remembered, use: (storage: Storage, name: string) => T): T | undefined {
    try {
      const storage = this.#storages[OF_THE_TAB.includes(key) ? 0 : 1];
      return storage && use(storage, PREFIX + key);
    } catch {
      return undefined;
    }
  }
}

/** If storage is forbidden, some browsers throw, and some return null. */
function available(get: () => Storage | null): Storage | undefined {
  try {
    return get() ?? undefined;
  } catch {
    return undefined;
  }
}

function keysOf(storage: Storage): string[] {
  return Object.keys(storage).filter((key) => key.startsWith(PREFIX));
}
