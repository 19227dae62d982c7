import { html, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ChatMessage } from '../../protocol/chat.ts';
import type { Clock } from '../../protocol/clock.ts';
import type { Language } from '../words/language.ts';

/** What comes within this time is announced together, in ms. */
const ANNOUNCE_MS = 1_000;
/** What was announced is gone after so long, in ms. */
const SILENT_MS = 10_000;

interface Host extends ReactiveControllerHost {
  readonly clock: Clock;
  readonly language: Language;
}

/** Tells those who hear the page what came, a second's worth at a time. */
export class Announcer {
  readonly #host: Host;
  #heard: ChatMessage[] = [];
  #text = '';
  #silence: (() => void) | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  readonly say = (text: string): void => {
    const { clock } = this.#host;
    this.#silence?.();
    this.#text = text;
    this.#host.requestUpdate();
    // What was heard is not kept where nobody sees it: it may be taken back.
    if (text) this.#silence = clock.after(SILENT_MS, () => this.say(''));
  };

  message(message: ChatMessage): void {
    this.#heard.push(message);
    if (this.#heard.length > 1) return;
    // What is said twice is heard twice.
    this.say('');
    this.#host.clock.after(ANNOUNCE_MS, () => {
      const { length } = this.#heard.splice(0);
      this.say(
        length > 1
          ? this.#host.language.t('newer', { count: length })
          : `${message.name} ${message.text}`.trim(),
      );
    });
  }

  render(): TemplateResult {
    return html`<span class="unseen" role="status">${this.#text}</span>`;
  }
}
