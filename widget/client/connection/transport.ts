/** A socket as the client uses it: a WebSocket in browsers, `ws` in the terminal, an in-memory pair in tests. */
export interface Transport {
  /** Bytes passed to `send` that have not been sent yet. */
  readonly queued: number;
  /** Sends one frame, text or binary. Called only between `open` and `close`. */
  send(data: string | Uint8Array<ArrayBuffer>): void;
  /** Closes the connection, also while it is still opening. */
  close(code: number, reason: string): void;
}

/** Callbacks of a transport. Never called from inside the factory, and not after `close`. */
export interface TransportHandlers {
  open(): void;
  message(data: string | Uint8Array): void;
  /**
   * Called exactly once, unless the client closed the socket itself.
   * @param code 1006 if the connection broke or was never established
   */
  close(code: number, reason: string): void;
}

/**
 * Opens a connection.
 * @param url `ws:` or `wss:`
 * @param protocol the one subprotocol to offer
 * @throws if a connection to this address can never be made
 */
export type TransportFactory = (url: string, protocol: string, handlers: TransportHandlers) => Transport;
