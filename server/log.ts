import { pino } from 'pino';
import type { Logger } from 'pino';

export type { Logger };

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Structured logs on standard output. Never pass it a visitor's address, key or token. */
export function createLog(level: LogLevel, output: LogOutput = pino.destination(1)): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, output);
}

export interface LogOutput {
  write(line: string): void;
}

/** Standard output whose lines wait until `release`, so that something else can be printed first. */
export class HeldOutput implements LogOutput {
  readonly #output = pino.destination(1);
  #held: string[] | undefined = [];

  write(line: string): void {
    if (this.#held) this.#held.push(line);
    else this.#output.write(line);
  }

  release(): void {
    for (const line of this.#held ?? []) this.#output.write(line);
    this.#held = undefined;
  }
}
