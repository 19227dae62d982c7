import type { Emitter } from './emitter.ts';
import type { PresenceEvents } from './presence-events.ts';

/** Tells the site what went wrong, as events. */
export class ErrorReports {
  readonly #events: Emitter<PresenceEvents>;
  #invalidReported = false;

  constructor(events: Emitter<PresenceEvents>) {
    this.#events = events;
  }

  /** @param ref the type of the message that the server refused */
  report(code: string, message: string, ref?: string): void {
    this.#events.emit('error', { code, message, ...(ref === undefined ? {} : { ref }) });
  }

  /** The server sent what is no message: said once for each connection, as more of the kind would follow. */
  invalid(): void {
    if (!this.#invalidReported) this.report('bad_frame', 'the server sent an invalid frame');
    this.#invalidReported = true;
  }

  connecting(): void {
    this.#invalidReported = false;
  }
}
