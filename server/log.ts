import { pino } from 'pino';
import type { Logger } from 'pino';
import type { LogOutput } from './log-output.ts';

export type { Logger };

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Structured logs, one line of JSON each. Never pass it a visitor's address, key or token. */
export function createLog(level: LogLevel, output: LogOutput): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, output);
}
