import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Member } from '../../protocol/presence.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import { avatar } from '../shared/avatar.ts';
import type { Language } from '../words/language.ts';
import { mentionAtEnd, mentionedIn, suggestions } from './mentions.ts';

interface Host extends ReactiveControllerHost {
  readonly client: PresenceClient | undefined;
  readonly language: Language;
  readonly input: HTMLTextAreaElement | null;
}

/** Completes mentions in a field from the people who are here: a listbox that the field's keys control. */
export class MentionController {
  readonly #host: Host;
  /** Index of the active option, counted on beyond both ends. */
  #active = 0;
  #dismissed = false;
  /** Ids of the members who were chosen, by the name that stands in the text: they may have left since. */
  readonly #chosen = new Map<string, string>();

  constructor(host: Host) {
    this.#host = host;
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

  /** Ids of the members whom a text mentions: those who were chosen, and others whose whole name was typed. */
  in(text: string): string[] {
    const here = this.#others.map(({ name, id }) => [name, id] as const);
    return mentionedIn(text, new Map([...here, ...this.#chosen]));
  }

  reset(): void {
    this.#chosen.clear();
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
    return mention === undefined ? [] : suggestions(mention, this.#others);
  }

  get #others(): Member[] {
    const { roster, self } = this.#host.client ?? {};
    return [...(roster?.members.values() ?? [])].filter(({ id }) => id !== self?.id);
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
