import { setImmediate } from 'node:timers/promises';
import { StoreUnavailable } from '../../server/store/message-store.ts';

/** The same store, but every call of a method goes through `around`. */
export function aroundStore<S extends object>(
  store: S,
  around: (method: string, call: () => Promise<unknown>) => Promise<unknown>,
): S {
  return new Proxy(store, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): Promise<unknown> =>
        around(String(key), () => Reflect.apply(value, target, args) as Promise<unknown>);
    },
  });
}

/** The same store, answering a task later, as a store on a disk does: what an await separates shows. */
export function answersLater<S extends object>(store: S): S {
  return aroundStore(store, async (_method, call) => {
    await setImmediate();
    const answer = await call();
    await setImmediate();
    return answer;
  });
}

export type Trouble = 'fails' | 'hangs' | 'answers late';

/** The same store, with a test's hand on which of its methods work. */
export class TroubledStore<S extends object> {
  readonly store: S;
  /** Calls so far, by method. */
  readonly calls = new Map<string, number>();
  #trouble: Trouble | undefined;
  #methods: readonly string[] = [];
  #late: (() => void)[] = [];

  constructor(store: S) {
    this.store = aroundStore(answersLater(store), (method, call) => this.#around(method, call));
  }

  /** From now on these methods are in trouble; all of them where none is named. */
  begin(trouble: Trouble, ...methods: string[]): void {
    this.#trouble = trouble;
    this.#methods = methods;
  }

  /** All works again; late answers come now, hanging ones never. */
  end(): void {
    this.#trouble = undefined;
    for (const answer of this.#late.splice(0)) answer();
  }

  async #around(method: string, call: () => Promise<unknown>): Promise<unknown> {
    this.calls.set(method, (this.calls.get(method) ?? 0) + 1);
    const troubled = this.#methods.length === 0 || this.#methods.includes(method);
    const trouble = troubled ? this.#trouble : undefined;
    if (trouble === 'fails') throw new StoreUnavailable('the disk is gone');
    if (trouble === 'hangs') await new Promise(() => undefined);
    if (trouble === 'answers late')
      await new Promise<void>((resolve) => {
        this.#late.push(resolve);
      });
    return call();
  }
}
