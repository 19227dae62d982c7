/**
 * What the client needs of a socket, and nothing more: a WebSocket in browsers, `ws` in the terminal, one end of an
 * in-memory pair in tests.
 */
export interface Transport {
  /** Bytes that were given to `send` and have not left yet. */
  readonly queued: number;
  /** Sends one frame, text or binary. Called only between `open` and `close`. */
  send(data: string | Uint8Array<ArrayBuffer>): void;
  /** Ends the connection, also one that is still being made. */
  close(code: number, reason: string): void;
}

/** What a transport tells. Never from inside the factory, and nothing after `close`. */
export interface TransportHandlers {
  open(): void;
  message(data: string | Uint8Array): void;
  /**
   * Exactly once, unless the client closed it itself.
   * @param code 1006 where the connection just broke or was never made
   */
  close(code: number, reason: string): void;
}

/**
 * Opens a connection.
 * @param url `ws:` or `wss:`
 * @param protocol the one subprotocol to offer
 * @throws where no connection to this address can ever be made
 */
export type TransportFactory = (url: string, protocol: string, handlers: TransportHandlers) => Transport;
