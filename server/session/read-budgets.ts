import type { Limits } from '../../protocol/limits.ts';
import { ByteBudgets } from '../byte-budget.ts';
import type { ByteBudget } from '../byte-budget.ts';

/** Many people may share an address (an office, a school): it gets the bytes of ten of them. */
const PEOPLE_PER_ADDRESS = 10;

/** Whose bytes are counted. */
export interface Reader {
  member: string;
  /** Key of the visitor's address. */
  address: string;
}

/**
 * The bytes that members and addresses are sent because they ask for them. What a session asks for the
 * first time is counted apart: a client that was away for hours, or lists thousands of people, needs much at once, and
 * each of it only once.
 */
export class ReadBudgets {
  readonly #isShared: boolean;
  readonly #byMember: ByteBudgets;
  readonly #byAddress: ByteBudgets;
  readonly #missedByMember: ByteBudgets;
  readonly #missedByAddress: ByteBudgets;

  constructor({ readBytes, missedBytes, socketsPerAddress }: Limits) {
    const shared = ({ perSecond, burst }: typeof readBytes): ByteBudgets =>
      new ByteBudgets({ perSecond: perSecond * PEOPLE_PER_ADDRESS, burst: burst * PEOPLE_PER_ADDRESS });
    // Without a limit for addresses they say nothing about who somebody is.
    this.#isShared = socketsPerAddress > 0;
    this.#byMember = new ByteBudgets(readBytes);
    this.#byAddress = shared(readBytes);
    this.#missedByMember = new ByteBudgets(missedBytes);
    this.#missedByAddress = shared(missedBytes);
  }

  /** The milliseconds until the reader may ask for more; 0 if they may now. */
  wait(reader: Reader, isFirst: boolean, now: number): number {
    return Math.max(0, ...this.#budgetsOf(reader, isFirst, now).map((budget) => budget.wait(now)));
  }

  /** @param bytes negative to give back what was not needed */
  spend(reader: Reader, isFirst: boolean, bytes: number, now: number): void {
    for (const budget of this.#budgetsOf(reader, isFirst, now)) budget.spend(bytes, now);
  }

  #budgetsOf({ member, address }: Reader, isFirst: boolean, now: number): ByteBudget[] {
    const [byMember, byAddress] = isFirst
      ? [this.#missedByMember, this.#missedByAddress]
      : [this.#byMember, this.#byAddress];
    return [byMember.of(member, now), ...(this.#isShared ? [byAddress.of(address, now)] : [])];
  }
}
