import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Context } from 'hono';
import type { HttpError } from '../../protocol/errors.ts';
import { adminApi } from './admin-api.ts';
import type { AdminParts } from './admin-api.ts';
import type { Admission } from '../gateway/admission.ts';
import type { Metrics } from '../metrics.ts';
import { staticFile } from './static-files.ts';
import type { StaticFile } from './static-files.ts';

export interface AppParts {
  admission: Admission;
  admin: AdminParts;
  metrics: Metrics;
  /** Of the package, as in the versioned script's name. */
  version: string;
  /** The widget's files; `live-presence.js` is the one to paste. */
  widget: ReadonlyMap<string, StaticFile>;
  /** The demo's files, where it is shown. */
  demo: ReadonlyMap<string, StaticFile> | undefined;
  /** Whether everything this server needs is there. */
  ready: () => boolean;
}

type Env = { Bindings: Partial<HttpBindings> };
export type PresenceApp = Hono<Env>;

const SCRIPT = 'live-presence.js';
const YEAR = 'public, max-age=31536000, immutable';
/** Answered from the cache while the tag still matches. */
const REVALIDATE = 'public, max-age=0, must-revalidate';

/** Everything this server says over HTTP. */
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
  app.get('/readyz', (c) => (parts.ready() ? c.text('ready\n') : c.text('not ready\n', 503)));
  app.get('/metrics', async (c) =>
    c.body(await metrics.text(), 200, { 'Content-Type': metrics.contentType }),
  );
  app.get(`/${SCRIPT}`, (c) => shared(c, script, REVALIDATE));
  app.get(`/live-presence-${version}.js`, (c) => shared(c, script, YEAR));
  app.get('/integrity.json', (c) => shared(c, integrity, REVALIDATE));
  app.get('/v1/rooms/:room/socket', (c) => whyNot(c, admission));
  app.route('/v1', adminApi(parts.admin));
  app.get('/:file{live-presence-.+}', (c) => shared(c, widget.get(c.req.param('file')), YEAR));
  if (demo) {
    app.get('/demo/:file{.+}', (c) => own(c, demo.get(c.req.param('file'))));
    app.get('/:page?', (c) =>
      own(c, demo.get(`${c.req.param('page') ?? 'index'}.html`) ?? demo.get(c.req.param('page') ?? '')),
    );
  } else {
    app.get('/', (c) => c.text(`live-presence ${version} is running.\n`));
  }
  app.notFound((c) => c.json(error('not_found', 'there is nothing here'), 404));
  app.onError((_, c) => c.json(error('unavailable', 'the server could not do this now'), 500));
  return app;
}

/**
 * A browser does not say why an upgrade failed, so the widget asks again without one: the same judgement, as JSON
 * that any page may read.
 */
function whyNot(c: Context<Env>, admission: Admission): Response {
  const request = c.env.incoming;
  if (!request) return c.json(error('unavailable', 'no connection'), 503);
  // The app may be mounted somewhere below another one.
  const address = /\/v1\/rooms\/[^/?]*\/socket(\?.*)?$/.exec(request.url ?? '')?.[0] ?? '/';
  const verdict = admission.judgeUpgrade(request, address);
  c.header('Access-Control-Allow-Origin', '*');
  c.header('Cache-Control', 'no-store');
  if (!('status' in verdict))
    return c.json(error('upgrade_required', 'this is the address of a WebSocket'), 426);
  if (verdict.retryAfterSeconds !== undefined) {
    c.header('Retry-After', String(verdict.retryAfterSeconds));
    c.header('Access-Control-Expose-Headers', 'Retry-After');
  }
  if (verdict.status === 426) c.header('Upgrade', 'websocket');
  return c.json(error(verdict.code, verdict.message), verdict.status);
}

/** A file that pages of any site may load. */
function shared(c: Context<Env>, file: StaticFile | undefined, caching: string): Promise<Response> {
  c.header('Access-Control-Allow-Origin', '*');
  c.header('Cross-Origin-Resource-Policy', 'cross-origin');
  return serve(c, file, caching);
}

function own(c: Context<Env>, file: StaticFile | undefined): Promise<Response> {
  return serve(c, file, REVALIDATE);
}

async function serve(c: Context<Env>, file: StaticFile | undefined, caching: string): Promise<Response> {
  if (!file) return c.notFound();
  const { body, encoding } = await file.encoded(c.req.header('Accept-Encoding'));
  // Weak: the encodings of one content share the tag.
  const etag = `W/${file.etag}`;
  c.header('ETag', etag);
  c.header('Cache-Control', caching);
  c.header('Vary', 'Accept-Encoding');
  if ((c.req.header('If-None-Match') ?? '').split(/\s*,\s*/).includes(etag)) return c.body(null, 304);
  if (encoding !== undefined) c.header('Content-Encoding', encoding);
  c.header('Content-Type', file.type);
  return c.body(new Uint8Array(body));
}

/** The hash of each script by its name: of the one to paste under both its names, and of those it loads later. */
function integrityJson(version: string, widget: ReadonlyMap<string, StaticFile>): string {
  const hashes: Record<string, string> = {};
  for (const [name, { integrity }] of widget) {
    if (name === SCRIPT) hashes[`live-presence-${version}.js`] = integrity;
    if (name.endsWith('.js')) hashes[name] = integrity;
  }
  return `${JSON.stringify(hashes, undefined, 2)}\n`;
}

function error(code: string, message: string): HttpError {
  return { error: { code, message } };
}
