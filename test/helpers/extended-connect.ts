import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:http2';
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { Duplex } from 'node:stream';

/** From RFC 6455, 1.3. */
const ACCEPT = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** An HTTP/2 connection, or undefined if the server offers no WebSockets in it (RFC 8441). */
export async function connectForSockets(origin: string): Promise<ClientHttp2Session | undefined> {
  const session = connect(origin, { rejectUnauthorized: false });
  await once(session, 'remoteSettings');
  if (session.remoteSettings.enableConnectProtocol) return session;
  session.close();
  return undefined;
}

/**
 * For `createConnection` of a WebSocket client that speaks HTTP/1.1: its upgrade becomes an extended CONNECT in a stream
 * of this session, as browsers do it.
 */
export class ExtendedConnect extends Duplex {
  readonly #session: ClientHttp2Session;
  #head = '';
  #stream: ClientHttp2Stream | undefined;

  constructor(session: ClientHttp2Session) {
    super();
    this.#session = session;
  }

  override _write(data: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (this.#stream) {
      this.#stream.write(data, done);
      return;
    }
    this.#head += data.toString('latin1');
    if (this.#head.endsWith('\r\n\r\n')) this.#request(this.#head.trimEnd());
    done();
  }

  override _read(): void {
    this.#stream?.resume();
  }

  override _final(done: () => void): void {
    this.#stream?.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#stream?.close();
    done(error);
  }

  #request(head: string): void {
    const [first = '', ...lines] = head.split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [
        line.split(':')[0]?.toLowerCase() ?? '',
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
    );
    const { host, connection: _c, upgrade: _u, 'sec-websocket-key': key, ...others } = headers;
    const stream = this.#session.request(
      {
        ':method': 'CONNECT',
        ':protocol': 'websocket',
        ':scheme': 'https',
        ':path': first.split(' ')[1],
        ':authority': host,
        ...others,
      },
      { endStream: false },
    );
    this.#stream = stream;
    stream.once('response', (answer: IncomingHttpHeaders & { ':status'?: number }) => {
      const status = answer[':status'];
      const accept = createHash('sha1')
        .update(`${key ?? ''}${ACCEPT}`)
        .digest('base64');
      const said = Object.entries(answer).filter(([name]) => !/^:|^sec-websocket-accept$/.test(name));
      const answered =
        status === 200
          ? [
              '101 Switching Protocols',
              'Connection: Upgrade',
              'Upgrade: websocket',
              `Sec-WebSocket-Accept: ${accept}`,
            ]
          : [`${status} Refused`, 'Connection: close'];
      const all = [...answered, ...said.map(([name, value]) => `${name}: ${String(value)}`)];
      this.push(`HTTP/1.1 ${all.join('\r\n')}\r\n\r\n`);
    });
    stream.on('data', (data: Buffer) => {
      if (!this.push(data)) stream.pause();
    });
    stream.once('end', () => this.push(null));
    stream.once('error', (error: Error) => this.destroy(error));
    stream.once('close', () => this.destroy());
  }
}
