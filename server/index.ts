/** `live-presence/server`: live presence inside a site's own Hono app and HTTP server. */
import type { Hono } from 'hono';
import { compose } from './compose.ts';
import { StandardOutput } from './log-output.ts';
import { createLog } from './log.ts';
import { readPresenceOptions } from './config/presence-options.ts';
import type { PresenceOptions } from './config/presence-options.ts';
import { warnIfNobody } from './config/sites.ts';
import { PresenceService } from './presence-service.ts';
import { OptionError } from './config/option.ts';
import { checkServer, mountPath } from './config/attachment.ts';
import { PathInUse } from './gateway/upgrades.ts';
import type { AttachedServer } from './gateway/upgrades.ts';

export { OptionError } from './config/option.ts';
export type { LogLevel } from './log.ts';
export type { PresenceOptions } from './config/presence-options.ts';
export type { Limits, Rate } from '../protocol/limits.ts';

export interface Presence {
  /**
   * The routes: the widget's script, health checks, `/metrics` (which you may want to keep internal) and the admin API.
   * Mount them with `route(path, app)`.
   */
  readonly app: Hono;
  /** Sockets open now. */
  readonly connections: number;
  /**
   * Accepts visitors through this `http.Server` (what `listen` of Express or `serve` of `@hono/node-server` returns, or
   * `fastify.server`). Other WebSocket servers may use it too: each gets its own sockets, in whatever order they were
   * attached.
   * @param options `path`: where `app` is mounted, such as `/presence`
   * @throws OptionError for what can't work, and says what to do
   */
  attach(server: AttachedServer, options?: { path?: string }): void;
  /**
   * Shuts down cleanly, in at most nine seconds: clients are asked to reconnect, pending writes complete, the database
   * is closed. Close your HTTP server afterwards; until then it must keep answering.
   */
  close(): Promise<void>;
}

/**
 * Creates live presence, ready to be mounted:
 *
 *     const presence = await createPresence({ data: 'data/presence.db' });
 *     app.route('/presence', presence.app);
 *     const server = serve({ fetch: app.fetch });
 *     presence.attach(server, { path: '/presence' });
 *
 * @throws OptionError for unknown, malformed or contradictory options; its message names the option
 */
export async function createPresence(given: PresenceOptions = {}): Promise<Presence> {
  const options = readPresenceOptions(given);
  const output = new StandardOutput();
  const log = createLog(options.log, output);
  const service = new PresenceService(await compose({ options, log, output, demo: false }));
  warnIfNobody(options, log);
  service.start();
  let closed: Promise<void> | undefined;
  return {
    // The bindings in its type are internal; they would not fit the type of the site's own app.
    app: service.app as unknown as Hono,
    get connections() {
      return service.connections;
    },
    attach(server, { path = '' } = {}) {
      if (closed) throw new OptionError('attach: this presence is closed; create another one');
      checkServer(server);
      const mounted = mountPath(path);
      try {
        service.attach(server, mounted);
      } catch (error) {
        if (error instanceof PathInUse)
          throw new OptionError(
            `attach: path ${error.message}; close the presence that is attached there first, or mount this one elsewhere`,
          );
        throw error;
      }
    },
    close: () => (closed ??= service.stop().then(() => undefined)),
  };
}
