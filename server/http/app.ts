/**
 * What the server answers over HTTP: health checks and metrics, the widget's files, the demo's pages in development, and
 * the admin API for the site's own programs (`admin-api`; its switches and mutes in `moderation-api`). Sockets are
 * opened by the gateway; here, their URL only explains why one would be refused.
 */
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Context } from 'hono';
import type { HttpError } from '../../protocol/errors.ts';
import { adminApi } from './admin-api.ts';
import type { AdminParts } from './admin-parts.ts';
import type { Admission } from '../gateway/admission.ts';
import { notFoundMessage } from '../gateway/request-target.ts';
import type { Metrics } from '../metrics.ts';
import { isMonitor } from './monitor.ts';
import { encode, staticFile } from './static-files.ts';
import type { StaticFile } from './static-files.ts';

export interface AppParts {
  admission: Admission;
  admin: AdminParts;
  metrics: Metrics;
  /** The package's version, which is part of a script's name. */
  version: string;
  /** The widget's files; `live-presence.js` is the one that sites embed. */
  widget: ReadonlyMap<string, StaticFile>;
  /** The demo's files, if it is served. */
  demo: ReadonlyMap<string, StaticFile> | undefined;
  /** Whether the server lets visitors in. */
  ready: () => boolean;
  /** Whether chat can be stored. */
  storeAvailable: () => boolean;
  log: { error(fields: object, message: string): void };
}

type Env = { Bindings: Partial<HttpBindings> };
export type PresenceApp = Hono<Env>;

const SCRIPT = 'live-presence.js';
const YEAR = 'public, max-age=31536000, immutable';
/** Served from the browser's cache as long as the tag matches. */
const REVALIDATE = 'public, max-age=0, must-revalidate';
const METRICS_ARE_PRIVATE =
  'metrics are for private networks: ask this server itself rather than its proxy, or send the admin key';

/** All HTTP routes. */
export function createApp(parts: AppParts): PresenceApp {
  const { admission, metrics, version, widget, demo } = parts;
  const app = new Hono<Env>();
  const script = widget.get(SCRIPT);
  const integrity = script && staticFile('integrity.json', Buffer.from(integrityJson(version, widget)));

  app.use(async (c, next) => {
    await next();
    c.header('X-Content-Type-Options', 'nosniff');
  });
  app.get('/healthz', (c) => c.text('ok\n'));
  app.get('/readyz', (c) => {
    if (!parts.ready()) return c.text('not ready\n', 503);
    // Cursors and the list work without the store: taken out of rotation, its visitors would lose those, too, and find
    // no other server, as all of them use the same store.
    return c.text(parts.storeAvailable() ? 'ready\n' : "ready, but chat can't be stored now\n");
  });
  app.get('/metrics', async (c) => {
    if (!isLiteral(c)) return c.notFound();
    const { incoming } = (c.env as Env['Bindings'] | undefined) ?? {};
    if (incoming && !isMonitor(incoming) && !parts.admin.key.matches(c.req.header('Authorization')))
      return c.json(error('forbidden', METRICS_ARE_PRIVATE), 403, { 'Cache-Control': 'no-store' });
    return c.body(await metrics.text(), 200, { 'Content-Type': metrics.contentType });
  });
  app.get(`/${SCRIPT}`, (c) => sharedFile(c, script, REVALIDATE));
  app.get(`/live-presence-${version}.js`, (c) => sharedFile(c, script, YEAR));
  app.get('/integrity.json', (c) => sharedFile(c, integrity, REVALIDATE));
  app.get('/v1/rooms/:room/socket', (c) => refusal(c, admission));
  app.route('/v1', adminApi(parts.admin));
  app.get('/:file{live-presence-.+}', (c) => sharedFile(c, widget.get(c.req.param('file')), YEAR));
  if (demo) {
    app.get('/demo/:file{.+}', (c) => ownFile(c, demo.get(c.req.param('file'))));
    app.get('/:page?', (c) =>
      ownFile(c, demo.get(`${c.req.param('page') ?? 'index'}.html`) ?? demo.get(c.req.param('page') ?? '')),
    );
  } else {
    app.get('/', (c) => c.text(`live-presence ${version} is running.\n`));
  }
  app.notFound((c) => c.json(error('not_found', notFoundMessage(c.req.path)), 404));
  app.onError((exception, c) => {
    parts.log.error({ err: exception }, 'request failed');
    return c.json(error('unavailable', 'internal error; try again'), 500);
  });
  return app;
}

/**
 * Whether the path was written as we read it. Proxies keep `/metrics` private, and some compare what was sent: they let
 * `/%6Detrics` and `/x/../metrics` pass.
 */
function isLiteral(c: Context<Env>): boolean {
  const { incoming } = (c.env as Env['Bindings'] | undefined) ?? {};
  const sent = incoming?.url?.replace(/^https?:\/\/[^/]*/i, '').split('?')[0];
  return sent === undefined || sent === c.req.path;
}

/**
 * Browsers hide why an upgrade failed, so the widget then requests the same URL without one. It gets the same refusal
 * as JSON that any page can read.
 */
function refusal(c: Context<Env>, admission: Admission): Response {
  const request = c.env.incoming;
  if (!request) return c.json(error('unavailable', 'no connection'), 503);
  // The app may be mounted below a path.
  const url = /\/v1\/rooms\/[^/?]*\/socket(\?.*)?$/.exec(request.url ?? '')?.[0] ?? '/';
  const verdict = admission.judgeUpgrade(request, url);
  c.header('Access-Control-Allow-Origin', '*');
  c.header('Cache-Control', 'no-store');
  if (!('status' in verdict))
    return c.json(error('upgrade_required', 'this URL expects a WebSocket upgrade'), 426);
  if (verdict.retryAfterSeconds !== undefined) {
    c.header('Retry-After', String(verdict.retryAfterSeconds));
    c.header('Access-Control-Expose-Headers', 'Retry-After');
  }
  // HTTP/2 has no such header, and Node would throw.
  if (verdict.status === 426 && request.httpVersionMajor === 1) c.header('Upgrade', 'websocket');
  return c.json(error(verdict.code, verdict.message), verdict.status);
}

/** A file that pages on any site may load. */
function sharedFile(c: Context<Env>, file: StaticFile | undefined, caching: string): Promise<Response> {
  c.header('Access-Control-Allow-Origin', '*');
  c.header('Cross-Origin-Resource-Policy', 'cross-origin');
  return serve(c, file, caching);
}

function ownFile(c: Context<Env>, file: StaticFile | undefined): Promise<Response> {
  return serve(c, file, REVALIDATE);
}

async function serve(c: Context<Env>, file: StaticFile | undefined, caching: string): Promise<Response> {
  if (!file) return c.notFound();
  const { body, encoding } = encode(file, c.req.header('Accept-Encoding'));
  // Weak, because all encodings of the file share it.
  const etag = `W/${file.etag}`;
  c.header('ETag', etag);
  c.header('Cache-Control', caching);
  c.header('Vary', 'Accept-Encoding');
  if ((c.req.header('If-None-Match') ?? '').split(/\s*,\s*/).includes(etag)) return c.body(null, 304);
  if (encoding !== undefined) c.header('Content-Encoding', encoding);
  c.header('Content-Type', file.type);
  return c.body(new Uint8Array(body));
}

/**
 * The hash of each script by name: the embedded one under both its names, and those that it loads later, as the browser
 * checks them.
 */
function integrityJson(version: string, widget: ReadonlyMap<string, StaticFile>): string {
  const hashes: Record<string, string> = {};
  for (const [name, { integrity }] of widget) {
    const own = /-([\w-]{43})\.js$/.exec(name)?.[1];
    if (name === SCRIPT) hashes[`live-presence-${version}.js`] = integrity;
    if (own !== undefined) hashes[name] = `sha256-${Buffer.from(own, 'base64url').toString('base64')}`;
    else if (name.endsWith('.js')) hashes[name] = integrity;
  }
  return `${JSON.stringify(hashes, undefined, 2)}\n`;
}

function error(code: string, message: string): HttpError {
  return { error: { code, message } };
}
