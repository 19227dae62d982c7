import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../../protocol/clock.ts';

/** The program's surroundings, injected so that tests can replace them. */
export interface Streams {
  input: Readable & { isTTY?: boolean };
  output: Writable & { isTTY?: boolean; getColorDepth?: (env?: object) => number };
  errors: Writable;
  env: Readonly<Record<string, string | undefined>>;
  /** Aborted when a signal asks the program to end. */
  stop: AbortSignal;
  /** The system's clock by default. */
  clock?: Clock;
}
