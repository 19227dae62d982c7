import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { SAMPLE, encodeUplink } from '../../protocol/cursor-frame.ts';
import type { CursorSample } from '../../protocol/cursor-frame.ts';
import { SUBPROTOCOL } from '../../protocol/messages.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import type { Hear, System, Visitor } from './system.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** A socket that counts what it receives. */
async function open(
  url: string,
  protocols: string[],
  origin: string,
  hear: (data: Buffer, binary: boolean, socket: WebSocket) => void,
) {
  const socket = new WebSocket(url, protocols, { perMessageDeflate: false, origin });
  const counted = { socket, bytes: 0 };
  socket.on('message', (data: Buffer, binary: boolean) => {
    counted.bytes += data.length;
    hear(data, binary, socket);
  });
  await once(socket, 'open');
  return counted;
}

function visitor(counted: { socket: WebSocket; bytes: number }, move: (position: number) => void): Visitor {
  return {
    move,
    get bytes() {
      return counted.bytes;
    },
    close: () => counted.socket.terminate(),
  };
}

/** Ours, spoken as the widget speaks it: several timed samples in a frame, as often as the server asks. */
export const ours: System = {
  name: 'live-presence',
  command: [process.execPath, here('../../dist/server/main.js')],
  env: {
    LIVE_PRESENCE_DATA: ':memory:',
    LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '0',
    LIVE_PRESENCE_SOCKETS: '20000',
    NODE_ENV: 'production',
  },
  ready: /listening/,
  async join(port, room, number, hear) {
    const origin = `http://127.0.0.1:${String(port)}`;
    const movers = new Map<number, number>();
    let hz = 0;
    let samples: (CursorSample & { time: number })[] = [];
    let welcomed = (): void => undefined;
    const ready = new Promise<void>((resolve) => {
      welcomed = resolve;
    });
    const counted = await open(
      `ws://127.0.0.1:${String(port)}/v1/rooms/${room}/socket`,
      [SUBPROTOCOL],
      origin,
      (data, binary, socket) => {
        if (binary)
          hearTick(data, movers, hear, (tick) => socket.send(`{"type":"seen","tick":${String(tick)}}`));
        else {
          const message = JSON.parse(data.toString()) as ServerMessage;
          if (message.type === 'welcome') welcomed();
          if (message.type === 'rate') hz = message.hz;
          if (message.type === 'presence') {
            for (const { slot, member } of message.slots ?? []) {
              const mover = numbers.get(member) ?? -1;
              movers.set(slot, mover === number ? -1 : mover);
            }
          }
          if (message.type === 'welcome') numbers.set(message.self.id, number);
        }
      },
    );
    counted.socket.send(
      JSON.stringify({
        type: 'hello',
        protocol: 1,
        page: '/',
        visitor: `visitor ${room} ${String(number)}`,
        profile: {},
      }),
    );
    counted.socket.send(
      JSON.stringify({ type: 'anchor', id: 0, anchor: { path: [1, 0, 3], box: [0, 0, 1, 1] } }),
    );
    await ready;
    let sentAt = -Infinity;
    return visitor(counted, (position) => {
      const now = performance.now();
      samples.push({ age: 0, flags: 0, anchor: 0, x: position, y: 0, time: now });
      // Half a step early is on time: moves come in steps of 50 ms.
      if (hz === 0 || now - sentAt < 1000 / hz - 25) return;
      sentAt = now;
      for (const sample of samples) sample.age = now - sample.time;
      counted.socket.send(encodeUplink({ clock: Math.round(now) & 0xffff, samples }));
      samples = [];
    });
  },
};

/** Which visitor of this load a member is. */
const numbers = new Map<string, number>();

/** Marks the last sample of a track. */
const LAST = 0x20;

/** Reads a tick without making an object of it: thousands a second are read here. */
function hearTick(
  data: Buffer,
  movers: ReadonlyMap<number, number>,
  hear: Hear,
  seen: (tick: number) => void,
): void {
  if (data.readUInt8(1) & 2) seen(data.readUInt16BE(2));
  let at = 10;
  let slot = -1;
  for (let track = data.readUInt16BE(8); track > 0; track--) {
    const distance = data.readUInt8(at);
    slot = distance < 0xff ? slot + 1 + distance : data.readUInt16BE(at + 1);
    at += distance < 0xff ? 1 : 3;
    // One's own cursor comes too, and is nobody's.
    const mover = movers.get(slot) ?? -1;
    for (let flags = 0; (flags & LAST) === 0;) {
      flags = data.readUInt8(at);
      at += 2 + (flags & SAMPLE.anchor);
      if (flags & SAMPLE.gone) continue;
      hear(mover, data.readUInt16BE(at));
      at += 4;
    }
  }
}

export const tutorial: System = {
  name: 'tutorial server (ws, JSON relay)',
  command: [process.execPath, here('peers/tutorial.mjs')],
  ready: /ready/,
  async join(port, room, number, hear) {
    const counted = await open(`ws://127.0.0.1:${String(port)}/${room}`, [], '', (data) => {
      const { id, x } = JSON.parse(data.toString()) as { id: number; x: number };
      hear(id, x);
    });
    return visitor(counted, (position) => {
      counted.socket.send(JSON.stringify({ type: 'move', id: number, x: position, y: 0 }));
    });
  },
};

export const socketIo: System = {
  name: 'socket.io 4',
  command: [process.execPath, here('peers/socket-io.mjs')],
  ready: /ready/,
  async join(port, room, number, hear) {
    let joined = (): void => undefined;
    const ready = new Promise<void>((resolve) => {
      joined = resolve;
    });
    // Its own protocol by hand: its client would cost the load more than the server is to be measured at.
    const counted = await open(
      `ws://127.0.0.1:${String(port)}/socket.io/?EIO=4&transport=websocket&room=${room}`,
      [],
      '',
      (data, _, socket) => {
        const text = data.toString();
        if (text === '2') socket.send('3');
        else if (text.startsWith('0')) socket.send('40');
        else if (text.startsWith('40')) joined();
        else if (text.startsWith('42')) {
          const [, { id, x }] = JSON.parse(text.slice(2)) as [string, { id: number; x: number }];
          hear(id, x);
        }
      },
    );
    await ready;
    return visitor(counted, (position) => {
      counted.socket.send(`42${JSON.stringify(['move', { id: number, x: position, y: 0 }])}`);
    });
  },
};

export const bunTicks: System = {
  name: 'Bun, native publish, 30 Hz ticks',
  command: [here('../node_modules/.bin/bun'), here('peers/bun-ticks.mjs')],
  ready: /ready/,
  async join(port, room, number, hear) {
    const counted = await open(`ws://127.0.0.1:${String(port)}/${room}`, [], '', (data) => {
      for (let at = 0; at + 6 <= data.length; at += 6) {
        const mover = data.readUInt16BE(at);
        if (mover !== number) hear(mover, data.readUInt16BE(at + 2));
      }
    });
    const frame = Buffer.alloc(6);
    return visitor(counted, (position) => {
      frame.writeUInt16BE(number, 0);
      frame.writeUInt16BE(position, 2);
      counted.socket.send(Buffer.from(frame));
    });
  },
};
