import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/**
 * A WebSocket client that costs the load as little as it can: thousands of them share one core, and what they take
 * must not be mistaken for the server's delay. Frames are masked with zeros, which a server unmasks like any other.
 */
export class LeanSocket {
  readonly #socket: Socket;
  readonly #hear: (data: Buffer, binary: boolean) => void;
  #rest: Buffer | undefined;
  /** Received, without the headers of frames. */
  bytes = 0;

  private constructor(socket: Socket, hear: (data: Buffer, binary: boolean) => void) {
    this.#socket = socket;
    this.#hear = hear;
  }

  static async open(
    port: number,
    path: string,
    protocol: string,
    hear: (data: Buffer, binary: boolean) => void,
  ): Promise<LeanSocket> {
    const host = `127.0.0.1:${String(port)}`;
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n` +
        (protocol ? `Sec-WebSocket-Protocol: ${protocol}\r\n\r\n` : '\r\n'),
    );
    const [head] = (await once(socket, 'data')) as [Buffer];
    const end = head.indexOf('\r\n\r\n');
    if (!head.toString('latin1', 0, 12).endsWith('101')) throw new Error(head.toString('latin1', 0, 200));
    const lean = new LeanSocket(socket, hear);
    socket.on('data', (data: Buffer) => {
      lean.#read(data);
    });
    socket.on('error', () => undefined);
    if (head.length > end + 4) lean.#read(head.subarray(end + 4));
    return lean;
  }

  send(data: string | Uint8Array): void {
    if (typeof data === 'string') this.#send(TEXT, Buffer.from(data));
    else this.#send(BINARY, data);
  }

  terminate(): void {
    this.#socket.destroy();
  }

  #send(opcode: number, payload: Uint8Array): void {
    const size = payload.length;
    const header = size < 126 ? 6 : 8;
    const frame = Buffer.alloc(header + size);
    frame[0] = 0x80 | opcode;
    frame[1] = 0x80 | Math.min(size, 126);
    if (size >= 126) frame.writeUInt16BE(size, 2);
    frame.set(payload, header);
    this.#socket.write(frame);
  }

  #read(chunk: Buffer): void {
    const data = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    while (at + 2 <= data.length) {
      const opcode = data.readUInt8(at) & 0xf;
      let size = data.readUInt8(at + 1);
      let start = at + 2;
      if (size === 126) {
        if (at + 4 > data.length) break;
        size = data.readUInt16BE(at + 2);
        start = at + 4;
      } else if (size === 127) {
        if (at + 10 > data.length) break;
        size = Number(data.readBigUInt64BE(at + 2));
        start = at + 10;
      }
      if (start + size > data.length) break;
      const payload = data.subarray(start, start + size);
      at = start + size;
      if (opcode === PING) this.#send(PONG, payload);
      else if (opcode === TEXT || opcode === BINARY) {
        this.bytes += size;
        this.#hear(payload, opcode === BINARY);
      } else if (opcode === CLOSE) process.stderr.write(`closed: ${payload.toString('latin1', 2)}\n`);
    }
    this.#rest = at < data.length ? data.subarray(at) : undefined;
  }
}
