import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PresenceClient, PresenceEvents } from '../client/presence-client.ts';
import type { Language } from '../words/language.ts';

type Listeners = { [K in keyof PresenceEvents]?: (event: PresenceEvents[K]) => void };

/** An element that shows something of a client. */
export interface PresenceHost extends ReactiveControllerHost, HTMLElement {
  client: PresenceClient | undefined;
  owner?: unknown;
  language: Language;
}

/** What a part that stands alone takes from the `<live-presence>` that it belongs to. */
interface Owner extends HTMLElement {
  client?: PresenceClient;
  language?: Language;
  theme?: 'auto' | 'light' | 'dark';
}

/**
 * Subscribes an element to its client for as long as it is in a document.
 *
 * The client is given by whoever holds it, or, where the element stands alone in a page, is that of the
 * `<live-presence>` whose id its `for` attribute names.
 */
export class PresenceController implements ReactiveController {
  readonly #host: PresenceHost;
  readonly #listeners: Listeners;
  /** To whom the element is subscribed. */
  #client: PresenceClient | undefined;
  #undo: (() => void)[] = [];

  /**
   * @param types events after which the element is drawn anew
   * @param listeners what else is to be done on which event
   */
  constructor(host: PresenceHost, types: readonly (keyof PresenceEvents)[], listeners: Listeners = {}) {
    const update = (): void => host.requestUpdate();
    this.#host = host;
    this.#listeners = { ...Object.fromEntries(types.map((type) => [type, update])), ...listeners };
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('presence-status', this.#look);
    document.addEventListener('presence-language', this.#look);
    this.#look();
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    document.removeEventListener('presence-status', this.#look);
    document.removeEventListener('presence-language', this.#look);
    this.#restyled.disconnect();
    this.#subscribe(undefined);
  }

  hostUpdate(): void {
    if (this.#host.client !== this.#client && this.#host.isConnected) this.#subscribe(this.#host.client);
  }

  #subscribe(client: PresenceClient | undefined): void {
    for (const undo of this.#undo) undo();
    this.#client = client;
    this.#undo = [];
    if (!client) return;
    for (const [type, listener] of Object.entries(this.#listeners)) {
      // That type and listener belong together was checked where the listeners came in.
      this.#undo.push(client.on(type as keyof PresenceEvents, listener as (event: unknown) => void));
    }
  }

  /** The named element may come later, or change to another room: then its status changes, too. */
  readonly #look = (): void => {
    const id = this.#host.getAttribute('for');
    if (!id) return;
    const owner: Owner | null = document.getElementById(id);
    const host = this.#host;
    host.owner = owner;
    host.client = owner?.client;
    if (!owner?.language) return;
    ({ tag: host.lang, dir: host.dir } = host.language = owner.language);
    const { theme = 'auto' } = owner;
    host.style.colorScheme = theme === 'auto' ? '' : theme;
    this.#restyled.observe(owner, { attributeFilter: ['theme'] });
  };

  readonly #restyled = new MutationObserver(this.#look);
}
