import type { IncomingMessage, OutgoingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server as TlsServer } from 'node:tls';

/** The part of a `http.Server` that is used here. */
export interface ConnectionServer {
  emit(event: 'connection' | 'secureConnection', socket: Duplex): boolean;
}

/** Headers that offer an upgrade, in `Connection` as in their own lines. */
const OFFERS = ['upgrade', 'http2-settings'];

/**
 * Answers a request that Node took for an upgrade as if it had offered none, which a server may always do (RFC 9110,
 * 7.8). Node has already stopped parsing the connection, so the request is put back in front of its body and of what
 * follows, without the offer, and the server reads it once more. Not needed where Node has `shouldUpgradeCallback`.
 */
export function answerWithoutUpgrade(
  server: ConnectionServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  // Requests that were sent ahead are still being answered, by a parser that Node can't combine with another one.
  const { _httpMessage: answering } = socket as Duplex & { _httpMessage?: OutgoingMessage | null };
  if (answering) {
    socket.destroy();
    return;
  }
  const lines = [`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/${request.httpVersion}`];
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const name = request.rawHeaders[at] ?? '';
    const value = withoutOffers(name, request.rawHeaders[at + 1] ?? '');
    if (value !== undefined) lines.push(`${name}: ${value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit(server instanceof TlsServer ? 'secureConnection' : 'connection', socket);
}

/** @returns undefined for a header that has to go */
function withoutOffers(name: string, value: string): string | undefined {
  const lower = name.toLowerCase();
  if (OFFERS.includes(lower)) return undefined;
  if (lower !== 'connection') return value;
  const kept = value.split(',').filter((token) => !OFFERS.includes(token.trim().toLowerCase()));
  return kept.length === 0 ? undefined : kept.join(',').trim();
}
