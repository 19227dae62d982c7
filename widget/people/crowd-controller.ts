/** What only the list of a crowd needs, a script of its own. */
import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { Clock } from '../../protocol/clock.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import { RosterLoader } from '../client/roster/roster-loader.ts';
import type { Language } from '../words/language.ts';

/** More members are loaded when the end of the list is no further away than this, in px. */
const AHEAD = 400;

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly client: PresenceClient | undefined;
  readonly clock: Clock;
  readonly language: Language;
  readonly renderRoot: ParentNode & EventTarget;
}

/** Loads further members as the list is scrolled, and takes the keyboard through it: one Tab stop, then arrow keys. */
export class CrowdController implements ReactiveController {
  readonly #host: Host;
  #client: PresenceClient | undefined;
  #loader: RosterLoader | undefined;

  constructor(host: Host) {
    this.#host = host;
    // Captured, because scroll events do not bubble.
    host.renderRoot.addEventListener('scroll', this.#load, true);
    host.renderRoot.addEventListener('keydown', this.#onKeydown);
    host.addController(this);
  }

  /** The end of the list: how many are still to be loaded. */
  render(unnamed: string): TemplateResult {
    return html`${unnamed}${
      this.#loader?.failed
        ? html` <button class="link" @click=${() => this.#loader?.load()}>
            ${this.#host.language.t('tryNow')}
          </button>`
        : nothing
    }`;
  }

  hostUpdate(): void {
    const { client, clock, isConnected } = this.#host;
    if (client === this.#client || !isConnected) return;
    this.hostDisconnected();
    this.#client = client;
    this.#loader = client && new RosterLoader(client, clock, () => this.#host.requestUpdate());
  }

  hostUpdated(): void {
    this.#load();
  }

  hostDisconnected(): void {
    this.#loader?.close();
    this.#client = this.#loader = undefined;
  }

  readonly #load = (): void => {
    // After a failure the visitor decides.
    if (this.#loader?.failed) return;
    const top = this.#host.renderRoot.querySelector('li.more')?.getBoundingClientRect().top ?? Infinity;
    if (top < this.#host.getBoundingClientRect().bottom + AHEAD) this.#loader?.load();
  };

  readonly #onKeydown = (event: Event): void => {
    const { key, target } = event as KeyboardEvent;
    const list = (target as Element).closest('ul');
    const entries = [...(list?.querySelectorAll<HTMLElement>('a, button.entry') ?? [])];
    const at = entries.indexOf(target as HTMLElement);
    const steps: Record<string, number> = {
      ArrowUp: at - 1,
      ArrowDown: at + 1,
      Home: 0,
      End: entries.length - 1,
    };
    const next = entries[steps[key] ?? -1];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
}
