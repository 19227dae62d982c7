import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { PresenceOwner } from '../shared/presence-part.ts';
import type { Language } from '../words/language.ts';

interface Host extends ReactiveControllerHost {
  readonly renderRoot: ParentNode;
  readonly language: Language;
}

/** Lets the visitor withdraw their consent, and asks first whether their messages go, too. */
export class WithdrawalController implements ReactiveController {
  readonly #host: Host;
  /** `failed`: the server could not erase the messages, and nothing has happened. */
  #state: 'closed' | 'asking' | 'failed' = 'closed';

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#state = 'closed';
  }

  render(owner: PresenceOwner): TemplateResult {
    const { t } = this.#host.language;
    if (this.#state === 'closed')
      return html`<button class="link" @click=${this.#ask}>${t('withdraw')}</button>`;
    const erase = async (): Promise<void> => {
      if (!(await owner.withdrawConsent(true))) this.#set('failed');
    };
    return html`<p class="quiet" role="status">
        ${t(this.#state === 'failed' ? 'notErased' : 'withdrawAsk')}
      </p>
      <button class="link" @click=${erase}>${t('erase')}</button>
      <button class="link" @click=${() => owner.withdrawConsent()}>${t('keep')}</button>`;
  }

  /** The button that had the focus is gone then. */
  readonly #ask = (): void => {
    this.#set('asking');
    void this.#host.updateComplete.then(() =>
      this.#host.renderRoot.querySelector<HTMLElement>('[role=status] + .link')?.focus(),
    );
  };

  #set(state: 'asking' | 'failed'): void {
    this.#state = state;
    this.#host.requestUpdate();
  }
}
