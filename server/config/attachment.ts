/** What `attach` is given, which may be untyped JavaScript. */
import { OptionError } from './option.ts';

/** @throws OptionError for anything but a server that receives HTTP/1.1, and with it upgrades */
export function checkServer(server: unknown): void {
  const { on, emit, headersTimeout, server: inner } = Object(server) as Record<string, unknown>;
  const emits = typeof on === 'function' && typeof emit === 'function';
  // Servers of `node:http2` lack it, unless they also accept HTTP/1.1 and so upgrades.
  if (emits && typeof headersTimeout === 'number') return;
  const name = nameOf(server);
  throw new OptionError(
    name.startsWith('Http2')
      ? `attach: this ${name} takes no WebSocket upgrades, which need HTTP/1.1; create it with allowHTTP1: true over TLS, or use node:http and let the proxy in front speak HTTP/2`
      : `attach: expected an http.Server, got ${name}; pass what app.listen() or serve() returns, or with Fastify ${inner === undefined ? 'fastify.server' : 'its property "server"'}`,
  );
}

function nameOf(value: unknown): string {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return String(value);
  const { name } = ((value as { constructor?: unknown }).constructor ?? {}) as { name?: unknown };
  if (typeof value === 'function') return 'a function, such as an Express app';
  return typeof name === 'string' && name !== 'Object'
    ? name
    : 'an object without on, emit and headersTimeout';
}

/**
 * @returns the path without a slash at its end, so the root is empty
 * @throws OptionError if no request could match it
 */
export function mountPath(path: unknown): string {
  const fail = (right: string): never => {
    throw new OptionError(`attach: path ${typeof path === 'string' ? `"${path}"` : String(path)} ${right}`);
  };
  if (typeof path !== 'string') return fail('must be a string like "/presence"');
  const trimmed = path.replace(/\/+$/, '');
  if (trimmed === '') return '';
  if (/^[a-z]+:\/\//i.test(trimmed)) return fail('must be a path like "/presence", without scheme and host');
  if (!trimmed.startsWith('/')) return fail(`must begin with a slash: "/${trimmed}"`);
  if (/[?#*:]|\/\//.test(trimmed))
    return fail('must be a plain path like "/presence", without pattern, empty part, query or hash');
  const asRequested = new URL(`http://host${trimmed}`).pathname;
  if (asRequested !== trimmed)
    return fail(`never matches, because browsers request ${JSON.stringify(asRequested)}; use that`);
  return trimmed;
}
