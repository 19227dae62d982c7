import { createHmac, randomBytes } from 'node:crypto';
import type { Authenticator, Identity } from './authenticator.ts';

/**
 * Anonymous visitors: the member id is an HMAC of the key that the visitor's browser keeps, so it stays the same
 * across tabs and reloads, and nobody who sees the id can come back as that member.
 */
export class VisitorAuthenticator implements Authenticator {
  readonly #secret: Buffer;

  constructor(secret: string) {
    this.#secret = Buffer.from(secret, 'utf8');
  }

  identify({ visitor, token }: { visitor?: string; token?: string }): Identity | undefined {
    // This server was given no key to check tokens with, and a token that is ignored would promise too much.
    if (token !== undefined) return undefined;
    const key = visitor ?? randomBytes(16);
    // 96 bits are far beyond collision for any room and keep the id short on the wire.
    return {
      id: createHmac('sha256', this.#secret)
        .update('visitor\0')
        .update(key)
        .digest()
        .subarray(0, 12)
        .toString('base64url'),
    };
  }
}
