import type { HelloMessage } from '../../protocol/messages.ts';

/** The person whom a session belongs to, as the server has verified it. */
export interface Identity {
  /** Member id, the same for the same person in every session. */
  id: string;
  /** From a token: a name in the visitor's profile does not replace it. */
  name?: string;
  avatar?: string;
}

/**
 * Identifies the sender of a `hello`.
 *
 * Guarantees: the same credentials give the same id on every node that shares the secret; no client can obtain
 * the id of a person whose credentials it lacks. Never throws for bad credentials.
 */
export interface Authenticator {
  /** @returns undefined if the credentials are refused; the socket is then closed with 4501 */
  identify(hello: Pick<HelloMessage, 'visitor' | 'token'>): Identity | undefined;
}
