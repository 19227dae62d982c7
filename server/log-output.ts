import { fstatSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { isatty } from 'node:tty';

/** Lines that wait for a slow reader take no more memory than this, in bytes. */
const QUEUE_BYTES = 1024 * 1024;
/** How long the end of the process waits for a slow reader, in ms. */
const DRAIN_MS = 500;

/** Where log lines go. */
export interface LogOutput {
  /** Writes the line or loses it; never throws and never waits. */
  write(line: string): void;
}

/**
 * Standard output for log lines. A destination that is full, closed or not read costs lines, which are counted, and
 * nothing else: no exception, no wait, no memory without end. It is tried again for each line, because room may return.
 */
export class StandardOutput implements LogOutput {
  /** Lines that were not written. */
  lost = 0;
  /** Pipes, sockets and terminals, which may keep a writer waiting; null for files, which answer at once. */
  #stream: Writable | null | undefined;
  /** Whether the last line is incomplete. */
  #cut = false;

  write(line: string): void {
    const stream = (this.#stream ??= isFile() ? null : withoutErrors(process.stdout));
    if (stream?.writable) this.#queue(stream, line);
    else this.#append(line);
  }

  /** Resolves when all lines are written, or soon if they can't be. */
  async drained(): Promise<void> {
    const stream = this.#stream;
    if (!stream?.writable || stream.writableLength === 0) return;
    await new Promise<void>((done) => {
      const timer = setTimeout(done, DRAIN_MS);
      stream.write('', () => {
        clearTimeout(timer);
        done();
      });
    });
  }

  #queue(stream: Writable, line: string): void {
    if (stream.writableLength + line.length > QUEUE_BYTES) {
      this.lost++;
      return;
    }
    stream.write(line, (error) => {
      if (error) this.lost++;
    });
  }

  /** Not through `process.stdout`, which ends with its first error. A pipe no longer blocks once it has been a stream. */
  #append(line: string): void {
    const bytes = Buffer.from(this.#cut ? `\n${line}` : line);
    try {
      this.#cut = writeSync(1, bytes) < bytes.length;
      if (this.#cut) this.lost++;
    } catch {
      this.lost++;
    }
  }
}

/** Standard output whose lines wait until `release`, so that something else can be printed first. */
export class HeldOutput implements LogOutput {
  readonly #output: LogOutput;
  #held: string[] | undefined = [];

  constructor(output: LogOutput) {
    this.#output = output;
  }

  write(line: string): void {
    if (this.#held) this.#held.push(line);
    else this.#output.write(line);
  }

  release(): void {
    for (const line of this.#held ?? []) this.#output.write(line);
    this.#held = undefined;
  }
}

function isFile(): boolean {
  try {
    const kind = fstatSync(1);
    return kind.isFile() || (kind.isCharacterDevice() && !isatty(1));
  } catch {
    return true;
  }
}

/** Without a listener, a closed pipe's error would end the process. */
export function withoutErrors(stream: Writable): Writable {
  return stream.listeners('error').includes(ignore) ? stream : stream.on('error', ignore);
}

function ignore(): void {
  // Those who write learn about it from their own callbacks.
}
