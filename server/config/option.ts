import type { Parser } from './parsers.ts';

/** One option: its names, what it is for, its default and how it is read. */
export interface Option<T> {
  /** Environment variable. */
  env: string;
  /** Flag without its dashes. */
  flag: string;
  help: string;
  default: T;
  /** The default for people, where the value alone does not say it. */
  defaultText?: string;
  parser: Parser<T>;
}

/** An option that prevents the start; the message begins with its name. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** Runs `read`. @throws OptionError with the message of its error, behind the option's name */
export function named<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new OptionError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
