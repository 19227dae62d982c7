import type { Emitter } from './emitter.ts';
import type { PresenceEvents } from './presence-events.ts';

/** Reports errors to the site as events. */
export class ErrorReports {
  readonly #events: Emitter<PresenceEvents>;
  #invalidReported = false;

  constructor(events: Emitter<PresenceEvents>) {
    this.#events = events;
  }

  /** @param ref the type of the message that the server refused */
  report(code: string, message: string, ref?: string): void {
    this.#events.emit('error', { code, message, ...(ref && { ref }) });
  }

  /** An invalid frame: reported once per connection. */
  reportInvalidFrame(): void {
    if (!this.#invalidReported) this.report('bad_frame', 'an invalid frame');
    this.#invalidReported = true;
  }

  resetForConnection(): void {
    this.#invalidReported = false;
  }
}
