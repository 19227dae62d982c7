import type { ReactiveController } from 'lit';
import type { PresenceClient } from '../client/presence-client.ts';
import type { PresenceEvents } from '../client/presence-events.ts';
import type { OwnerController } from './owner-controller.ts';
import type { PresenceHost } from './presence-host.ts';

/** Until it is tried again to find the owner, in ms. */
const RETRY_MS = 5_000;

type Listeners = { [K in keyof PresenceEvents]?: (event: PresenceEvents[K]) => void };

/**
 * Subscribes an element to its client for as long as it is in a document. The client comes from the parent, or, if
 * the element is placed alone, from the `<live-presence>` whose id its `for` attribute names.
 */
export class PresenceController implements ReactiveController {
  readonly #host: PresenceHost;
  readonly #listeners: Listeners;
  /** The client that the element is subscribed to. */
  #client: PresenceClient | undefined;
  #undo: (() => void)[] = [];
  #owner: OwnerController | undefined;

  /**
   * @param types events after which the element renders
   * @param listeners what else happens on which event
   */
  constructor(host: PresenceHost, types: readonly (keyof PresenceEvents)[], listeners: Listeners = {}) {
    const update = (): void => host.requestUpdate();
    this.#host = host;
    this.#listeners = { ...Object.fromEntries(types.map((type) => [type, update])), ...listeners };
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const host = this.#host;
    if (!host.isConnected) return;
    if (host.hasAttribute('for')) void this.#findOwner(host.getAttribute('for') ?? '');
    if (host.client !== this.#client) this.#subscribe(host.client);
  }

  hostDisconnected(): void {
    document.removeEventListener('presence-status', this.#retry);
    this.#subscribe(undefined);
  }

  readonly #retry = (): void => this.#host.requestUpdate();

  /**
   * Only from an owner with a client, as without the visitor's consent nothing may be requested.
   */
  async #findOwner(id: string): Promise<void> {
    const owner: (HTMLElement & { client?: PresenceClient }) | null = document.getElementById(id);
    if (!owner?.client) {
      document.addEventListener('presence-status', this.#retry, { once: true });
      return;
    }
    try {
      const { OwnerController } = await import('./owner-controller.ts');
      this.#owner ??= new OwnerController(this.#host);
    } catch {
      // The part stays empty until then.
      this.#host.clock.after(RETRY_MS, this.#retry);
    }
  }

  #subscribe(client: PresenceClient | undefined): void {
    for (const undo of this.#undo) undo();
    this.#client = client;
    this.#undo = [];
    if (!client) return;
    for (const [type, listener] of Object.entries(this.#listeners)) {
      // The parameter's type has checked that type and listener belong together.
      this.#undo.push(client.on(type as keyof PresenceEvents, listener as (event: unknown) => void));
    }
  }
}
