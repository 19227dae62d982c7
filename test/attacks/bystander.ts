import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { decodeTick, encodeUplink } from '../../protocol/cursor-frame.ts';
import { Visitor } from './visitor.ts';

/** What honest people notice in the time that was measured. */
export interface Felt {
  /** Time to the acknowledgement of a chat message, ms. */
  p50: number;
  p99: number;
  /** Messages that were not acknowledged at all. */
  lost: number;
  /** Bytes that the bystander received in a second. */
  bytesPerSecond: number;
  /** Of the seconds in which somebody else moved, the share in which the bystander saw it. */
  seen: number;
  /** Newcomers who got in, of those who tried, and the longest time they waited, ms. */
  joined: number;
  tried: number;
  slowestJoin: number;
  /** The longest of their welcomes. */
  welcomeBytes: number;
}

/** Longest wait for a newcomer's welcome, ms. */
const JOIN_MS = 5_000;

/** Honest people, each at an address of their own: one who posts and watches, one who moves, and newcomers. */
export async function feel(origin: string, ms: number): Promise<Felt> {
  const watcher = new Visitor({ origin, name: 'Ada', address: '198.51.100.1' });
  const mover = new Visitor({ origin, name: 'Bob', address: '198.51.100.2' });
  const sentAt = new Map<string, number>();
  const latencies: number[] = [];
  const seenIn = new Set<number>();
  let moverSession = '';
  let moverSlot: number | undefined;
  mover.onMessage = (message) => {
    if (message.type === 'welcome') moverSession = message.self.session;
  };
  watcher.onMessage = (message) => {
    if (message.type === 'ack') {
      latencies.push(performance.now() - (sentAt.get(message.op) ?? 0));
      sentAt.delete(message.op);
    } else if (message.type === 'slots')
      for (const { slot, session } of message.bound ?? []) if (session === moverSession) moverSlot = slot;
  };
  await Promise.all([watcher.hello(), mover.hello()]);
  await setTimeout(500);
  const startedAt = performance.now();
  const second = (): number => Math.floor((performance.now() - startedAt) / 1000);
  watcher.onCursors = (frame) => {
    const tick = decodeTick(frame);
    if (tick?.acknowledge) watcher.send({ type: 'seen', tick: tick.tick });
    if (tick?.tracks.some(({ slot }) => slot === moverSlot)) seenIn.add(second());
  };
  watcher.received = 0;
  let [joined, tried, slowestJoin, welcomeBytes] = [0, 0, 0, 0];
  const newcomers: Promise<void>[] = [];
  const newcomer = async (): Promise<void> => {
    tried++;
    const from = performance.now();
    const name = `new-${String(tried)}`;
    const visitor = new Visitor({ origin, name, address: `198.51.100.${String(9 + tried)}` });
    const welcomed = new Promise<boolean>((resolve) => {
      visitor.onMessage = ({ type }) => {
        if (type !== 'welcome') return;
        welcomeBytes = Math.max(welcomeBytes, visitor.received);
        resolve(true);
      };
    });
    const isIn = await Promise.race([
      visitor.hello().then(
        () => welcomed,
        () => false,
      ),
      setTimeout(JOIN_MS, false),
    ]);
    slowestJoin = Math.max(slowestJoin, performance.now() - from);
    if (isIn) joined++;
    visitor.socket.terminate();
  };
  for (let step = 0; performance.now() - startedAt < ms; step++) {
    if (step % 5 === 0) {
      const path = [9, step % 500];
      mover.send({ type: 'anchor', id: (step / 5) % 64, anchor: { path, box: [0.1, 0.1, 0.5, 0.5] } });
    }
    const anchor = Math.floor(step / 5) % 64;
    mover.send(
      encodeUplink({
        clock: performance.now() & 0xffff,
        samples: [{ age: 0, flags: 0, anchor, x: step & 0xffff, y: 0 }],
      }),
    );
    if (step % 5 === 2) {
      const op = randomUUID();
      sentAt.set(op, performance.now());
      watcher.send({ type: 'chat_post', op, text: 'Is anybody here?' });
    }
    if (step % 10 === 7) newcomers.push(newcomer());
    await setTimeout(100);
  }
  const seconds = second();
  const { received } = watcher;
  await Promise.all(newcomers);
  for (const { socket } of [watcher, mover]) socket.terminate();
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor((latencies.length - 1) * share)] ?? NaN;
  return {
    p50: at(0.5),
    p99: at(0.99),
    lost: sentAt.size,
    bytesPerSecond: received / seconds,
    seen: Math.min(1, seenIn.size / seconds),
    joined,
    tried,
    slowestJoin,
    welcomeBytes,
  };
}
