import type { ReactiveController } from 'lit';
import type { PresenceClient } from '../client/presence-client.ts';
import { keepLoading } from '../host/keep-loading.ts';
import type { Language } from '../words/language.ts';
import type { PresenceHost } from './presence-host.ts';

/** What a part placed alone takes from its `<live-presence>`; the theme has a controller of its own. */
interface Owner extends HTMLElement {
  client?: PresenceClient;
  language?: Language;
}

/**
 * Connects a part that is placed alone in a page to the `<live-presence>` whose id its `for` attribute names. Few
 * pages have such a part, so this is a script of its own.
 */
export class OwnerController implements ReactiveController {
  readonly #host: PresenceHost;
  #hasTheme = false;

  constructor(host: PresenceHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('presence-status', this.#sync);
    document.addEventListener('presence-language', this.#sync);
    this.#sync();
  }

  hostDisconnected(): void {
    document.removeEventListener('presence-status', this.#sync);
    document.removeEventListener('presence-language', this.#sync);
  }

  /** The owner may come later, or change to another room. Its status changes then. */
  readonly #sync = (): void => {
    const host = this.#host;
    const owner: Owner | null = document.getElementById(host.getAttribute('for') ?? '');
    host.owner = owner;
    const client = owner?.client;
    // On a site that the server does not let in, visitors see nothing.
    host.client = client?.refusal?.code === 'forbidden_origin' ? undefined : client;
    if (!owner?.language) return;
    ({ tag: host.lang, dir: host.dir } = host.language = owner.language);
    if (this.#hasTheme) return;
    this.#hasTheme = true;
    void keepLoading(
      () => import('./owner-theme-controller.ts'),
      ({ OwnerThemeController }) => new OwnerThemeController(host),
    );
  };
}
