/** One system under load: how to start its server, and how a visitor of it moves and hears others move. */
export interface System {
  name: string;
  /** @returns program and arguments; the port comes in PORT */
  command: string[];
  env?: Record<string, string>;
  /** Printed by the server once it listens. */
  ready: RegExp;
  /** The largest room that it is asked to hold; undefined: any. */
  most?: number;
  /** A visitor in a room; resolves once others would hear them. */
  join(port: number, room: string, who: Who): Promise<Visitor>;
}

export interface Who {
  /** Counts all visitors of the load. */
  number: number;
  /** Tells of positions that have arrived; undefined: only bytes are counted, as reading costs the load. */
  hear: Hear | undefined;
}

/** Tells of a position that has arrived at a visitor: whose, and which of theirs (a number below `POSITIONS`). */
export type Hear = (mover: number, position: number) => void;

/** Positions are counted modulo this. */
export const POSITIONS = 2_048;
/** The page's text, in paragraphs of one height; a window shows eight of them. */
export const PARAGRAPHS = 64;
export const IN_VIEW = 8;

export interface Visitor {
  /** The pointer is at this position of a paragraph now. Called 20 times a second. */
  move(position: number, paragraph: number): void;
  /** Bytes received, without the headers of frames. */
  readonly bytes: number;
  close(): void;
}
