import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The name of the file beside the data. */
const FILE = 'secret';

/**
 * The server's secret if none was configured: generated once and stored beside the data, so that members keep their
 * ids across restarts; with `:memory:`, a new one per process.
 *
 * @param data path of the database file, or `:memory:`
 * @throws Error if the file can neither be read nor created
 */
export function storedSecret(data: string): string {
  const generated = randomBytes(32).toString('base64url');
  if (data === ':memory:') return generated;
  const file = join(dirname(data), FILE);
  mkdirSync(dirname(file), { recursive: true });
  try {
    // Exclusive: if two processes start at once, one writes and the other reads what was written.
    writeFileSync(file, `${generated}\n`, { flag: 'wx', mode: 0o600 });
    return generated;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const stored = readFileSync(file, 'utf8').trim();
  if (stored.length < 32)
    throw new Error(
      `${file} does not contain a valid secret. Delete it to generate a new one (all member ids will change)`,
    );
  return stored;
}
