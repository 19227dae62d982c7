/** One system under load: how to start its server, and how a visitor of it moves and hears others move. */
export interface System {
  name: string;
  /** @returns program and arguments; the port comes in PORT */
  command: string[];
  env?: Record<string, string>;
  /** Printed by the server once it listens. */
  ready: RegExp;
  /** A visitor in a room; resolves once others would hear them. */
  join(port: number, room: string, visitor: number, hear: Hear): Promise<Visitor>;
}

/** Tells of positions that have arrived at a visitor: whose, and which of theirs (a number modulo 65,536). */
export type Hear = (mover: number, position: number) => void;

export interface Visitor {
  /** The pointer is at this position now. Called 20 times a second. */
  move(position: number): void;
  /** Bytes received, without the headers of frames. */
  readonly bytes: number;
  close(): void;
}
