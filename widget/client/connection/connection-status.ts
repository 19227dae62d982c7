/**
 * - `idle`: not asked to connect.
 * - `connecting`: the first attempt.
 * - `online`: welcomed by the server.
 * - `reconnecting`: waiting for the next attempt, or in one after the first.
 * - `offline`: the platform reports no network; waits for `wake`.
 * - `refused`: the server rejected the visitor, and retrying would not help.
 */
export type Status = 'idle' | 'connecting' | 'online' | 'reconnecting' | 'offline' | 'refused';

/** Why the server refused the connection. */
export interface Refusal {
  /** A code of the HTTP API or of an `error` message; `bad_server` for an invalid address. */
  code: string;
  /** A sentence for a developer. */
  message: string;
}
