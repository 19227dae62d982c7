import type { Context } from 'hono';
import { roomName } from '../gateway/room-name.ts';
import { OperationError } from '../room/operation-error.ts';

/**
 * The room in the URL as it was sent: the router decodes more than a socket's URL allows.
 * @throws OperationError `bad_request`
 */
export function roomIn(c: Context, limit: number): string {
  const room = roomName(/\/v1\/rooms\/([^/?#]*)/.exec(c.req.url)?.[1] ?? '', limit);
  if (room !== undefined) return room;
  throw new OperationError(
    'bad_request',
    `room names have 1 to ${limit} characters and no control characters, percent-encoded`,
  );
}

/** @param limit of the body, in bytes. @throws OperationError `too_long`, `bad_request` */
export async function jsonIn(c: Context, limit: number): Promise<unknown> {
  let bytes = 0;
  const chunks: Uint8Array[] = [];
  for await (const chunk of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > limit) {
      const message = `the body is longer than ${limit} bytes; letters are shorter as UTF-8 than as \\u escapes`;
      throw new OperationError('too_long', message);
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw new OperationError('bad_request', 'the body is not valid JSON');
  }
}
