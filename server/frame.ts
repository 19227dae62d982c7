/**
 * A WebSocket frame as a server sends it (RFC 6455 §5.2): unmasked, final, uncompressed. Encoded once, it can be
 * written to any number of sockets; after that it must not be changed.
 */
export const TEXT = 0x1;
export const BINARY = 0x2;
const PING = 0x9;

export function frame(opcode: number, payload: Uint8Array): Buffer {
  const size = payload.byteLength;
  const header = size < 126 ? 2 : size < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(header + size);
  bytes[0] = 0x80 | opcode;
  if (header === 2) bytes[1] = size;
  else if (header === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(size, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(size), 2);
  }
  bytes.set(payload, header);
  return bytes;
}

export function textFrame(text: string): Buffer {
  return frame(TEXT, Buffer.from(text, 'utf8'));
}

/** An empty ping; one buffer serves all sockets. */
export const PING_FRAME = frame(PING, new Uint8Array(0));

/** How many messages are in whole frames, control frames left out. */
export function messagesIn(frames: Buffer): number {
  let count = 0;
  for (let at = 0; at < frames.length;) {
    if (((frames[at] ?? 0) & 0x08) === 0) count++;
    const short = frames[at + 1] ?? 0;
    if (short < 126) at += 2 + short;
    else if (short === 126) at += 4 + frames.readUInt16BE(at + 2);
    else at += 10 + Number(frames.readBigUInt64BE(at + 2));
  }
  return count;
}
