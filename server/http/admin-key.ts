import { createHash, timingSafeEqual } from 'node:crypto';

/** The key of the site's own programs. */
export class AdminKey {
  readonly #hash: Buffer | undefined;

  /** @param key undefined: there is none, and nothing matches */
  constructor(key: string | undefined) {
    this.#hash = key === undefined ? undefined : sha256(key);
  }

  /** Whether an `Authorization` header holds the key. The time this takes reveals nothing about it. */
  matches(authorization: string | undefined): boolean {
    const token = /^bearer (.+)$/i.exec(authorization ?? '')?.[1]?.trim();
    return this.#hash !== undefined && token !== undefined && timingSafeEqual(sha256(token), this.#hash);
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
