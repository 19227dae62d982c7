import { MemoryStore } from '../../server/store/memory.ts';
import { StoreUnavailable } from '../../server/store/message-store.ts';
import type { Appended, EventDraft } from '../../server/store/message-store.ts';

/** A store whose disk can be full or slow, or fail after it has stored an event. */
export class FaultyStore extends MemoryStore {
  full = false;
  silent = false;
  /** Appends wait for it. */
  slow: Promise<void> | undefined;
  /** Erasures wait for it, as they do while a backup runs. */
  traces: Promise<void> | undefined;
  override async append(room: string, draft: EventDraft): Promise<Appended> {
    await this.slow;
    if (this.full) throw new StoreUnavailable('the disk is full');
    const appended = await super.append(room, draft);
    if (this.silent) throw new StoreUnavailable('the disk is silent');
    return appended;
  }
  override async erase(member: string, found?: (room: string) => void): Promise<number> {
    if (this.full) throw new StoreUnavailable('the disk is full');
    const count = await super.erase(member, found);
    await this.traces;
    return count;
  }
}
