import { fileURLToPath } from 'node:url';
import { MAX_AGE, SAMPLE, encodeUplink } from '../../../protocol/cursor-frame.ts';
import type { CursorSample } from '../../../protocol/cursor-frame.ts';
import { SUBPROTOCOL } from '../../../protocol/version.ts';
import type { ServerMessage } from '../../../protocol/messages.ts';
import { TickPhase } from '../../../widget/client/cursors/tick-phase.ts';
import { LeanSocket } from './lean-socket.ts';
import { IN_VIEW, PARAGRAPHS } from './system.ts';
import type { System, Visitor } from './system.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

function visitor(socket: LeanSocket, move: Visitor['move']): Visitor {
  return {
    move,
    get bytes() {
      return socket.bytes;
    },
    close: () => {
      socket.terminate();
    },
  };
}

/** Which visitor of this load a member is. */
const numbers = new Map<string, number>();

/**
 * Ours, spoken as the widget speaks it: several timed samples in a frame, as often as the server asks and right before
 * its ticks; each paragraph an anchor, the pointer over its text; in a crowd the server is told what is in view.
 */
export const ours: System = {
  name: 'live-presence',
  command: [process.execPath, here('../../../dist/server/main.js')],
  env: {
    LIVE_PRESENCE_DATA: ':memory:',
    LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '0',
    LIVE_PRESENCE_SOCKETS: '20000',
    NODE_ENV: 'production',
  },
  ready: /listening/,
  async join(port, room, { number, hear }) {
    const movers = new Map<number, number>();
    const anchors: number[] = [];
    const phase = new TickPhase(MAX_AGE);
    let own: number | undefined;
    let session = 'unknown';
    let hz = 0;
    let crowd = false;
    let seen = -1;
    let samples: (CursorSample & { time: number })[] = [];
    let welcomed = (): void => undefined;
    const ready = new Promise<void>((resolve) => {
      welcomed = resolve;
    });
    const socket = await LeanSocket.open(port, `/v1/rooms/${room}/socket`, SUBPROTOCOL, (data, binary) => {
      if (binary) {
        if (data.readUInt8(1) & 2) socket.send(`{"type":"seen","tick":${String(data.readUInt16BE(2))}}`);
        const track = own === undefined ? undefined : { slot: own, samples: [] as CursorSample[] };
        readTick(data, (slot, sample) => {
          if (hear) hear(movers.get(slot) ?? -1, sample.x);
          if (slot === own) track?.samples.push({ ...sample });
        });
        const tracks = track && track.samples.length > 0 ? [track] : [];
        phase.heard({ ...TICK, time: data.readUInt32BE(4), tracks }, own, performance.now());
        return;
      }
      // Who only counts bytes reads what tells it how to behave.
      if (!hear && !/^.{8}"(welcome|rate)"/.test(data.toString('latin1', 0, 20)) && !data.includes(session))
        return;
      const message = JSON.parse(data.toString()) as ServerMessage;
      if (message.type === 'welcome') {
        numbers.set(message.self.id, number);
        session = message.self.session;
        welcomed();
      } else if (message.type === 'rate') {
        hz = message.hz;
        crowd = message.crowd === true;
        seen = -1;
      } else if (message.type === 'slots') {
        for (const { slot, member, session: whose } of message.bound ?? []) {
          if (whose === session) own = slot;
          const mover = numbers.get(member) ?? -1;
          // One's own cursor comes too, and is nobody's.
          movers.set(slot, mover === number ? -1 : mover);
        }
      }
    });
    const profile = {};
    const key = `visitor ${room} ${String(number)}`.padEnd(32, '-');
    socket.send(JSON.stringify({ type: 'hello', protocol: 1, page: '/', visitor: key, profile }));
    await ready;
    let sentAt = -Infinity;
    let timer: NodeJS.Timeout | undefined;
    const send = (): void => {
      // The move that sends at once may come before a timer that is late.
      clearTimeout(timer);
      timer = undefined;
      sentAt = performance.now();
      for (const sample of samples) sample.age = sentAt - sample.time;
      const last = samples.at(-1);
      if (last) phase.sent(last.x, last.y, last.time);
      socket.send(encodeUplink({ clock: Math.round(sentAt) & 0xffff, samples }));
      samples = [];
    };
    return visitor(socket, (position, paragraph) => {
      if (hz === 0) return;
      const now = performance.now();
      if (!anchors.includes(paragraph)) {
        socket.send(JSON.stringify({ type: 'anchor', id: anchors.length, anchor: anchorOf(paragraph) }));
        anchors.push(paragraph);
      }
      if (crowd && seen !== paragraph) {
        seen = paragraph;
        const [top, bottom] = viewOf(paragraph);
        socket.send(JSON.stringify({ type: 'view', top: top / PARAGRAPHS, bottom: bottom / PARAGRAPHS }));
      }
      const anchor = anchors.indexOf(paragraph);
      samples.push({ age: 0, flags: SAMPLE.text, anchor, x: position, y: 0x4080, time: now });
      const wait = phase.next(sentAt + 1000 / hz, now, 1000 / hz) - now;
      if (wait <= 0) send();
      else timer ??= setTimeout(send, wait);
    });
  },
};

/** First and last paragraph that somebody sees who is at one. */
export function viewOf(paragraph: number): [number, number] {
  const top = Math.max(0, Math.min(PARAGRAPHS - IN_VIEW, paragraph - IN_VIEW / 2));
  return [top, top + IN_VIEW];
}

function anchorOf(paragraph: number) {
  const box = [0.2, paragraph / PARAGRAPHS, 0.6, 1 / PARAGRAPHS];
  return { path: [1, 0, 3, paragraph], hash: [paragraph, 7, 7], box };
}

/** Marks the last sample of a track. */
const LAST = 0x20;

/** What one's phase does not look at. */
const TICK = { snapshot: false, acknowledge: false, tick: 0 };
const sample: CursorSample = { age: 0, flags: 0, anchor: 0, x: 0, y: 0 };

/** Reads a tick without making objects of it: thousands a second are read here. @param each gets the same sample each time */
function readTick(data: Buffer, each: (slot: number, sample: CursorSample) => void): void {
  let at = 10;
  let slot = -1;
  for (let track = data.readUInt16BE(8); track > 0; track--) {
    const distance = data.readUInt8(at);
    slot = distance < 0xff ? slot + 1 + distance : data.readUInt16BE(at + 1);
    at += distance < 0xff ? 1 : 3;
    for (let flags = 0; (flags & LAST) === 0;) {
      flags = data.readUInt8(at);
      sample.age = flags & SAMPLE.coarse ? 0 : 2 * data.readUInt8(at + 1);
      at += flags & SAMPLE.coarse ? 1 : 2;
      if (flags & SAMPLE.gone) continue;
      if (flags & SAMPLE.anchor) at += data.readUInt8(at) < 0xc0 ? 1 : 2;
      sample.x = data.readUInt16BE(at);
      sample.y = flags & SAMPLE.coarse ? -1 : data.readUInt16BE(at + 2);
      each(slot, sample);
      at += flags & SAMPLE.coarse ? 2 : 4;
    }
  }
}

export const tutorial: System = {
  name: 'tutorial server (ws, JSON relay)',
  command: [process.execPath, here('peers/tutorial.mjs')],
  ready: /ready/,
  most: 100,
  async join(port, room, { number, hear }) {
    const socket = await LeanSocket.open(port, `/${room}`, '', (data) => {
      const { id, x } = JSON.parse(data.toString()) as { id: number; x: number };
      hear?.(id, x);
    });
    return visitor(socket, (position) => {
      socket.send(JSON.stringify({ type: 'move', id: number, x: position, y: 0 }));
    });
  },
};

export const socketIo: System = {
  name: 'socket.io 4',
  command: [process.execPath, here('peers/socket-io.mjs')],
  ready: /ready/,
  most: 100,
  async join(port, room, { number, hear }) {
    let joined = (): void => undefined;
    const ready = new Promise<void>((resolve) => {
      joined = resolve;
    });
    // Its own protocol by hand: its client would cost the load more than the server is to be measured at.
    const path = `/socket.io/?EIO=4&transport=websocket&room=${room}`;
    const early: string[] = [];
    const read = (text: string): void => {
      if (text === '2') socket.send('3');
      else if (text.startsWith('0')) socket.send('40');
      else if (text.startsWith('40')) joined();
      else if (text.startsWith('42')) {
        const [, { id, x }] = JSON.parse(text.slice(2)) as [string, { id: number; x: number }];
        hear?.(id, x);
      }
    };
    let listen = (text: string): void => {
      early.push(text);
    };
    const socket = await LeanSocket.open(port, path, '', (data) => {
      listen(data.toString());
    });
    listen = read;
    early.forEach(read);
    await ready;
    return visitor(socket, (position) => {
      socket.send(`42${JSON.stringify(['move', { id: number, x: position, y: 0 }])}`);
    });
  },
};

export const bunTicks: System = {
  name: 'Bun, native publish, 30 Hz ticks',
  command: [here('../../node_modules/.bin/bun'), here('peers/bun-ticks.mjs')],
  ready: /ready/,
  async join(port, room, { number, hear }) {
    const socket = await LeanSocket.open(port, `/${room}`, '', (data) => {
      if (!hear) return;
      for (let at = 0; at + 6 <= data.length; at += 6) {
        const mover = data.readUInt16BE(at);
        if (mover !== number) hear(mover, data.readUInt16BE(at + 2));
      }
    });
    const frame = Buffer.alloc(6);
    return visitor(socket, (position) => {
      frame.writeUInt16BE(number, 0);
      frame.writeUInt16BE(position, 2);
      socket.send(frame);
    });
  },
};
