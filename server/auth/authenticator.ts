import type { HelloMessage } from '../../protocol/messages.ts';

/** Who a session belongs to, as the server states it. */
export interface Identity {
  /** Member id, the same for the same person in every session. */
  id: string;
  /** Fixed by a token: what the visitor says of themselves does not replace it. */
  name?: string;
  avatar?: string;
}

/**
 * Tells who a `hello` comes from.
 *
 * Guarantees: the same credentials give the same id on every node that shares the secret; no client can obtain
 * the id of a person whose credentials it lacks. Never throws for a bad credential.
 */
export interface Authenticator {
  /** @returns undefined where the credentials are refused (the socket is closed with 4501) */
  identify(hello: Pick<HelloMessage, 'visitor' | 'token'>): Identity | undefined;
}
