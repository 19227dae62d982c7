/** `live-presence/server`: live presence inside of a site's own Hono app and HTTP server. */
import type { Hono } from 'hono';
import { compose } from './compose.ts';
import { createLog } from './log.ts';
import { readPresenceOptions } from './config/presence-options.ts';
import type { PresenceOptions } from './config/presence-options.ts';
import { PresenceService } from './presence-service.ts';
import type { AttachedServer } from './gateway/upgrades.ts';

export { OptionError } from './config/option.ts';
export type { LogLevel } from './log.ts';
export type { PresenceOptions } from './config/presence-options.ts';
export type { Limits, Rate } from '../protocol/limits.ts';

export interface Presence {
  /**
   * The routes: the widget's script, health, `/metrics` (which you may want to keep inside), the site's own API. To be
   * mounted by `route(path, app)`.
   */
  readonly app: Hono;
  /** Sockets open now. */
  readonly connections: number;
  /**
   * Lets visitors in through this `http.Server` (or what `serve` of `@hono/node-server` gives back). Upgrades elsewhere
   * than below the path stay with whoever else listens to them.
   * @param options `path`: where `app` is mounted
   */
  attach(server: AttachedServer, options?: { path?: string }): void;
  /**
   * Stops in good order, in at most eight seconds: everybody is asked to come back, what is being written is
   * finished, the database is closed. Before it closes, the server must go on answering; close that one afterwards.
   */
  close(): Promise<void>;
}

/**
 * Live presence, ready to be mounted:
 *
 *     const presence = await createPresence({ data: 'data/presence.db' });
 *     app.route('/presence', presence.app);
 *     const server = serve({ fetch: app.fetch });
 *     presence.attach(server, { path: '/presence' });
 *
 * @throws OptionError for what is unknown, malformed or contradictory; its message names the option
 */
export async function createPresence(given: PresenceOptions = {}): Promise<Presence> {
  const options = readPresenceOptions(given);
  const service = new PresenceService(await compose(options, createLog(options.log), false));
  service.start();
  let closed: Promise<void> | undefined;
  return {
    // What the site's own app brings along is nothing that these routes could be typed with.
    app: service.app as unknown as Hono,
    get connections() {
      return service.connections;
    },
    attach(server, { path = '' } = {}) {
      service.attach(server, path.replace(/\/+$/, ''));
    },
    close: () => (closed ??= service.stop()),
  };
}
