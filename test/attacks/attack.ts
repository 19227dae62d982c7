import { setTimeout } from 'node:timers/promises';
import type { ClientMessage } from '../../protocol/messages.ts';
import { Visitor } from './visitor.ts';
import type { VisitorOptions } from './visitor.ts';

/** Something that a hostile visitor can do with a browser's means. */
export interface Attack {
  name: string;
  what: string;
  /** Goes on until its process ends. */
  run(origin: string): Promise<void>;
}

/** Wait of somebody who was not let in, in ms. */
const REFUSED_MS = 100;

/** Connects once, as far as the server lets them, and leaves after `work`, or when thrown out. */
export async function visitOnce(
  options: VisitorOptions,
  work: (visitor: Visitor) => Promise<void>,
): Promise<void> {
  const visitor = new Visitor(options);
  const closed = new Promise((resolve) => visitor.socket.once('close', resolve));
  try {
    await visitor.hello();
    await Promise.race([work(visitor), closed]);
  } catch {
    await setTimeout(REFUSED_MS);
  }
  visitor.socket.terminate();
}

/** Keeps a visitor connected: whoever is thrown out comes back at once, as somebody else if `renames`. */
export async function keepConnected(
  options: VisitorOptions,
  work: (visitor: Visitor) => Promise<void>,
  renames = true,
): Promise<never> {
  for (let life = 0; ; life++) {
    const name = renames ? `${options.name}-${String(life)}` : options.name;
    await visitOnce({ ...options, name }, async (visitor) => {
      while (visitor.isOpen) await work(visitor);
    });
  }
}

/** Sends a message again and again, `perSecond` times. */
export async function repeat(
  visitor: Visitor,
  perSecond: number,
  message: (count: number) => ClientMessage | Uint8Array,
): Promise<void> {
  const startedAt = performance.now();
  for (let count = 0; visitor.isOpen;) {
    const due = ((performance.now() - startedAt) / 1000) * perSecond;
    for (; count < due; count++) visitor.send(message(count));
    await setTimeout(20);
  }
}

/** So many visitors at one address, at the same time. */
export async function crowd(
  count: number,
  options: Omit<VisitorOptions, 'name'>,
  work: (visitor: Visitor, number: number) => Promise<void>,
): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, at) =>
      keepConnected({ ...options, name: `${options.address}-${String(at)}` }, (visitor) => work(visitor, at)),
    ),
  );
}
