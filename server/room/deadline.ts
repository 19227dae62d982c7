import type { Clock } from '../../protocol/clock.ts';
import { StoreUnavailable } from '../store/message-store.ts';

/** The store has not answered in time. What it was asked to do may still happen. */
export class StoreTimeout extends StoreUnavailable {}

/** A store that has not answered within this time counts as unavailable, in ms. */
export const STORE_MS = 10_000;

/**
 * The result of work on a store, or the end of patience: a store may neither answer nor fail.
 * @param ms from now
 * @throws StoreTimeout where the deadline passes first; the work itself goes on
 */
export function withinDeadline<T>(clock: Clock, work: Promise<T>, ms = STORE_MS): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      reject(new StoreTimeout('the chat’s store does not answer'));
    });
    void work.then(resolve, reject).finally(cancel);
  });
}
