import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Member } from '../../../protocol/presence.ts';
import type { PresenceClient } from '../../client/presence-client.ts';
import { avatar } from '../../shared/avatar.ts';
import { SUGGESTIONS } from '../../words/english-suggestions.ts';
import { addMessages, type Language } from '../../words/language.ts';
import { others } from './mentions.ts';
import { mentionAtEnd, suggestions } from './suggestions.ts';

export { styles } from './suggestion-list.styles.ts';

addMessages(SUGGESTIONS);

interface Host extends ReactiveControllerHost {
  readonly client: PresenceClient | undefined;
  readonly language: Language;
  readonly input: HTMLTextAreaElement | null;
}

/** Completes mentions in a field from the people who are here: a listbox that the field's keys control. */
export class SuggestionList {
  readonly #host: Host;
  readonly #chosen: Map<string, string>;
  /** Index of the active option, counted on beyond both ends. */
  #active = 0;
  #dismissed = false;

  /** @param chosen learns the ids of the members who are chosen, by the name that stands in the text */
  constructor(host: Host, chosen: Map<string, string>) {
    this.#host = host;
    this.#chosen = chosen;
  }

  get open(): boolean {
    return this.#options.length > 0;
  }

  get activeIndex(): number {
    const { length } = this.#options;
    return length && ((this.#active % length) + length) % length;
  }

  /** The text has changed: what was dismissed may open again. */
  onInput(): void {
    this.#active = 0;
    this.#dismissed = false;
  }

  /** @returns whether the key was for the list */
  onKeydown({ key, shiftKey }: KeyboardEvent): boolean {
    const member = this.#options[this.activeIndex];
    if (!member) return false;
    if (key === 'ArrowDown' || key === 'ArrowUp') this.#active += key === 'ArrowUp' ? -1 : 1;
    else if ((key === 'Tab' || key === 'Enter') && !shiftKey) this.#insert(member);
    else return false;
    this.#host.requestUpdate();
    return true;
  }

  dismiss(): void {
    this.#dismissed = true;
    this.#host.requestUpdate();
  }

  render(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    const options = this.#options.map(
      (member, index) =>
        html`<li
          id="person${index}"
          role="option"
          aria-selected=${index === this.activeIndex}
          @pointerdown=${(event: Event) => {
            event.preventDefault();
            this.#insert(member);
          }}
        >
          ${avatar(member)}<bdi>${member.name}</bdi>
        </li>`,
    );
    return html`<ul id="people" role="listbox" aria-label=${this.#host.language.t('mention')}>
      ${options}
    </ul>`;
  }

  get #mention(): string | undefined {
    const { input } = this.#host;
    return input && !this.#dismissed ? mentionAtEnd(input.value.slice(0, input.selectionEnd)) : undefined;
  }

  get #options(): Member[] {
    const mention = this.#mention;
    const { client } = this.#host;
    return mention === undefined || !client ? [] : suggestions(mention, others(client));
  }

  #insert({ id, name }: Member): void {
    const { input } = this.#host;
    const mention = this.#mention;
    if (!input || mention === undefined) return;
    this.#chosen.set(name, id);
    input.setRangeText(`@${name} `, input.selectionEnd - mention.length, input.selectionEnd, 'end');
    input.dispatchEvent(new Event('input'));
  }
}
