import type { HttpError } from '../../../protocol/errors.ts';
import type { Refusal } from './connection-status.ts';

export interface ProbeOptions {
  /** http(s) address of the room's socket. */
  url: string;
  fetch: typeof fetch;
  signal: AbortSignal;
  /** A socket to this address has worked before. */
  wasOnline: boolean;
  /** The page's policy has blocked a request to the server. */
  isBlocked: () => boolean;
}

export interface ProbeResult {
  /** Retrying would not help. */
  refusal?: Refusal;
  /** What is probably wrong. */
  hint?: Refusal;
  /** Ms that the server asks to wait. */
  wait?: number;
}

/**
 * Asks over HTTP why no socket could be opened: browsers don't tell.
 * @returns undefined if nothing answers
 */
export async function probe(options: ProbeOptions): Promise<ProbeResult | undefined> {
  const { url, signal, wasOnline, isBlocked } = options;
  const init = { signal, cache: 'no-store', credentials: 'omit' } as const;
  let response;
  try {
    response = await options.fetch(url, init);
  } catch {
    if (isBlocked()) {
      return blocked(
        `Blocked by this page’s Content Security Policy: add ${url} to connect-src, with https: and wss:.`,
      );
    }
    if (wasOnline || signal.aborted) return undefined;
    // The server allows any page to read its answer. An answer that can't be read comes from somebody else.
    const answers = await options.fetch(url, { ...init, mode: 'no-cors' }).catch(() => undefined);
    return answers
      ? {
          hint: {
            code: 'not_found',
            message: `${url} responds, but not like a live-presence server. Check the address, and that the server is running behind its proxy.`,
          },
        }
      : undefined;
  }
  const { status, headers } = response;
  const body = (await response.json().catch(() => undefined)) as Partial<HttpError> | null | undefined;
  const error = body?.error;
  if (status < 300 || status === 400 || status === 403 || status === 404) {
    // If a socket has worked before, a page that is not the server's own comes from its proxy.
    return (error ?? !wasOnline)
      ? {
          refusal: {
            code: error?.code ?? 'not_found',
            message: error?.message ?? `${url} responds with ${status}: is this a live-presence server?`,
          },
        }
      : {};
  }
  if (status === 426) {
    return blocked(
      'The server responds, but WebSockets are blocked by a proxy, a browser extension or connect-src.',
    );
  }
  return status === 429 || status === 503 ? { wait: Number(headers.get('retry-after')) * 1000 || 0 } : {};
}

function blocked(message: string): ProbeResult {
  return { hint: { code: 'socket_blocked', message } };
}
