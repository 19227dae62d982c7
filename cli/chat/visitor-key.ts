import { createHmac, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

/** Where the user's key is stored. */
export function keyFile(env: Readonly<Record<string, string | undefined>>): string {
  const config = env['XDG_CONFIG_HOME'];
  // The XDG specification says to ignore a relative path.
  return join(
    config && isAbsolute(config) ? config : join(env['HOME'] || homedir(), '.config'),
    'live-presence',
    'visitor',
  );
}

/**
 * The user's key: 128 random bits, generated on first use, readable by the user only.
 * @throws Error if it can neither be read nor created
 */
export function storedKey(file: string): string {
  const generated = randomBytes(16).toString('hex');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // Written beside it and then given its name, so that there is never a part of a key, whatever ends this process.
  const whole = `${file}.${generated.slice(0, 8)}`;
  try {
    writeFileSync(whole, `${generated}\n`, { flag: 'wx', mode: 0o600, flush: true });
    // If two processes start at once, one gives the name and the other reads what has it.
    linkSync(whole, file);
    return generated;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(whole, { force: true });
  }
  const stored = readFileSync(file, 'utf8').trim();
  if (!/^[\w-]{22,128}$/.test(stored))
    throw new Error(`${file} does not contain a valid key. Delete it to generate a new one`);
  return stored;
}

/**
 * The key that a server gets: a different one per server, so that no server can impersonate the user at another, and
 * per name, so that Ada in one window and Bo in the next are two people.
 */
export function visitorFor(key: string, server: string, name: string | undefined): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([server, name]))
    .digest('base64url');
}
