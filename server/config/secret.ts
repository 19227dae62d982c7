import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The name of the file beside the data. */
const FILE = 'secret';

/**
 * The server's secret where none was given: made once and kept beside the data, so that members keep their ids
 * over restarts; with `:memory:` a new one for each process.
 *
 * @param data path of the database file, or `:memory:`
 * @throws Error where the file can neither be read nor made
 */
export function keptSecret(data: string): string {
  const fresh = randomBytes(32).toString('base64url');
  if (data === ':memory:') return fresh;
  const file = join(dirname(data), FILE);
  mkdirSync(dirname(file), { recursive: true });
  try {
    // Exclusive: of two processes that start at once, one writes and the other reads what was written.
    writeFileSync(file, `${fresh}\n`, { flag: 'wx', mode: 0o600 });
    return fresh;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const kept = readFileSync(file, 'utf8').trim();
  if (kept.length < 32)
    throw new Error(`${file} holds no secret; remove it to have a new one made (all member ids change)`);
  return kept;
}
