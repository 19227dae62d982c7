import type { TestServer } from './test-server.ts';

/** The key that `ADMIN_ENV` gives a server. */
export const ADMIN_KEY = 'an admin key of the tests';
export const ADMIN_ENV = { LIVE_PRESENCE_ADMIN_KEY: ADMIN_KEY };

export interface Answer {
  status: number;
  headers: Headers;
  /** Undefined if the response had none. */
  body: unknown;
}

/** The site's backend: sends requests with the admin key, or with other `headers`. */
export async function ask(
  { origin }: Pick<TestServer, 'origin'>,
  method: string,
  path: string,
  body?: object | string,
  headers: Record<string, string> = { Authorization: `Bearer ${ADMIN_KEY}` },
): Promise<Answer> {
  const answer = await fetch(`${origin}/v1${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** Sends a request and returns the answer. @throws Error if it fails */
export async function told<T = unknown>(
  live: Pick<TestServer, 'origin'>,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const { status, body: answer } = await ask(live, method, path, body);
  if (status >= 300) throw new Error(`${method} ${path}: ${String(status)} ${JSON.stringify(answer)}`);
  return answer as T;
}
