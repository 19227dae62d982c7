import { html, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ChatMessage } from '../../../protocol/chat.ts';
import type { Clock } from '../../../protocol/clock.ts';
import type { Language } from '../../words/language.ts';
import { excerpt } from '../log/excerpt.ts';

/** Messages that arrive within this time are announced together, in ms. */
const ANNOUNCE_MS = 1_000;
/** An announcement is removed after this time, in ms. */
const KEEP_MS = 10_000;

interface Host extends ReactiveControllerHost {
  readonly clock: Clock;
  readonly language: Language;
}

/** Announces new messages to screen readers, those of one second at a time. */
export class Announcer {
  readonly #host: Host;
  #messages: ChatMessage[] = [];
  #text = '';
  #cancelRemoval: (() => void) | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  announce(text: string): void {
    this.#cancelRemoval?.();
    this.#text = text;
    this.#host.requestUpdate();
    // The author may delete the message: it must not stay where only screen readers find it.
    if (text) this.#cancelRemoval = this.#host.clock.after(KEEP_MS, () => this.announce(''));
  }

  addMessage(message: ChatMessage): void {
    this.#messages.push(message);
    if (this.#messages.length > 1) return;
    // Screen readers announce a text that does not change only once.
    this.announce('');
    this.#host.clock.after(ANNOUNCE_MS, () => {
      const { length } = this.#messages.splice(0);
      this.announce(
        length > 1
          ? this.#host.language.t('newer', { count: length })
          : `${message.name} ${excerpt(message.text)}`.trim(),
      );
    });
  }

  render(): TemplateResult {
    return html`<span class="unseen" role="status">${this.#text}</span>`;
  }
}
