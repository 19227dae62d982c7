import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

/** Where the user's key is kept. */
export function keyFile(env: Readonly<Record<string, string | undefined>>): string {
  const config = env['XDG_CONFIG_HOME'];
  // The XDG specification: a relative path is to be ignored.
  return join(
    config && isAbsolute(config) ? config : join(env['HOME'] || homedir(), '.config'),
    'live-presence',
    'visitor',
  );
}

/**
 * The user's key: 128 random bits, made at the first need, for nobody else to read.
 * @throws Error where it can neither be read nor made
 */
export function keptKey(file: string): string {
  const fresh = randomBytes(16).toString('hex');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    // Exclusive: of two processes that start at once, one writes and the other reads what was written.
    writeFileSync(file, `${fresh}\n`, { flag: 'wx', mode: 0o600 });
    return fresh;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const kept = readFileSync(file, 'utf8').trim();
  if (!/^[\w-]{22,128}$/.test(kept))
    throw new Error(`${file} holds no key; remove it to have a new one made`);
  return kept;
}

/**
 * What a server is shown of the key: something else for each server, none of which can then pass for the user at
 * another, and for each name, so that Ada in one window and Bo in the next are two people.
 */
export function visitorFor(key: string, server: string, name: string | undefined): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([server, name]))
    .digest('base64url');
}
