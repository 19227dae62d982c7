import { createHmac, randomBytes } from 'node:crypto';
import type { Authenticator, Identity } from './authenticator.ts';

/**
 * Anonymous visitors: the member id is an HMAC of the key that the visitor's browser keeps, so it stays the same
 * across tabs and reloads, and nobody who sees the id can impersonate the member.
 */
export class VisitorAuthenticator implements Authenticator {
  readonly #secret: Buffer;

  constructor(secret: string) {
    this.#secret = Buffer.from(secret, 'utf8');
  }

  identify({ visitor, token }: { visitor?: string; token?: string }): Identity | undefined {
    // This server has no key to verify tokens with, and ignoring one would pretend that it had been verified.
    if (token !== undefined) return undefined;
    const key = visitor ?? randomBytes(16);
    // 96 bits rule out collisions in any room, and keep the id short on the wire.
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
