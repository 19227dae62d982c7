import { pino } from 'pino';
import type { Logger } from 'pino';
import type { LogLevel } from './config/options.ts';

export type { Logger };

/** Structured logs on standard output. No visitor's address, key or token is ever given to it. */
export function createLog(level: LogLevel): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}
