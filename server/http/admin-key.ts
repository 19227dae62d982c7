import { createHash, timingSafeEqual } from 'node:crypto';

/** The key of the site's own programs. */
export class AdminKey {
  readonly #hash: Buffer | undefined;

  /** @param key undefined: there is none, and nothing opens */
  constructor(key: string | undefined) {
    this.#hash = key === undefined ? undefined : hashOf(key);
  }

  /** Whether an `Authorization` header holds it. How long that takes tells nothing of the key. */
  matches(authorization: string | undefined): boolean {
    const offered = /^bearer (.+)$/i.exec(authorization ?? '')?.[1]?.trim();
    return this.#hash !== undefined && offered !== undefined && timingSafeEqual(hashOf(offered), this.#hash);
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
