import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createWholeFile } from '../whole-file.ts';

/** The name of the file beside the data. */
const FILE = 'secret';

/**
 * The server's secret if none was configured: generated once and stored beside the data, so that members keep their
 * ids across restarts.
 *
 * @param data path of the database file, or `:memory:`, which has none
 * @returns undefined if there is none, or only an empty file
 * @throws Error if the file can't be read, or holds something else
 */
export function existingSecret(data: string): string | undefined {
  if (data === ':memory:') return undefined;
  const file = fileBeside(data);
  const stored = read(file);
  if (stored === '' || stored.length >= 32) return stored || undefined;
  throw new Error(
    `${file} does not contain a valid secret. Delete it to generate a new one (all member ids will change)`,
  );
}

/**
 * Generates the secret and stores it.
 * @returns the one that is stored: if two processes start at once, both get that of the first
 */
export function createSecret(data: string): string {
  const generated = randomBytes(32).toString('base64url');
  if (data === ':memory:') return generated;
  createWholeFile(fileBeside(data), `${generated}\n`);
  return existingSecret(data) ?? generated;
}

function fileBeside(data: string): string {
  return join(dirname(data), FILE);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return '';
    throw new Error(
      `${file}, the server's secret, can't be read (${message.split(', ')[0] ?? ''}); make it a file that this user can read, or set LIVE_PRESENCE_SECRET`,
      { cause: error },
    );
  }
}
