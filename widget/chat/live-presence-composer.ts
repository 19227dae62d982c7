import {
  html,
  nothing,
  type CSSResultGroup,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import type { Pin } from '../../protocol/chat.ts';
import type { Member } from '../../protocol/presence.ts';
import { isGone, type ChatItem } from '../client/chat-item.ts';
import { PresenceController } from '../shared/presence-controller.ts';
import { chatDisabledReason } from './chat-disabled-reason.ts';
import { connectionText } from '../shared/connection-text.ts';
import { closeIcon, pinIcon, sendIcon } from '../shared/icons.ts';
import { styles } from './live-presence-composer.styles.ts';
import { isComposing } from '../shared/is-composing.ts';
import { panel } from '../shared/panel.styles.ts';
import { avatar } from '../shared/avatar.ts';
import { internal, PresencePart } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';

/** From this share of the longest text on, what is left is shown. */
const NARROW = 0.9;
/** People offered for a mention at most. */
const OFFERED = 5;

/**
 * The field in which messages are written, with what they answer, point at and mention.
 *
 * @csspart chat-input - The field.
 * @csspart chat-send - The button beside it.
 */
export class LivePresenceComposer extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    pick: internal,
    sent: internal,
    editLast: internal,
    text: { state: true },
    answers: { state: true },
    edits: { state: true },
    pin: { state: true },
    choice: { state: true },
  };
  static override styles: CSSResultGroup = [tokens, panel, styles];

  /** Lets the visitor choose a place on the page. */
  declare pick: (() => Promise<Pin | undefined>) | undefined;
  /** Something was sent. */
  declare sent: (() => void) | undefined;
  /** The visitor wants to change what they said last. */
  declare editLast: (() => void) | undefined;
  declare text: string;
  declare answers: ChatItem | undefined;
  declare edits: ChatItem | undefined;
  declare pin: Pin | undefined;
  /** Which of the people offered is chosen; -1 after the list was put away. */
  declare choice: number;

  /** Members chosen for a mention, by the name that stands in the text. */
  readonly #mentioned = new Map<string, string>();
  /** What was being written before an edit began. */
  #kept = '';

  constructor() {
    super();
    new PresenceController(this, ['chat', 'status']);
    this.text = '';
    this.choice = 0;
  }

  /** Into the field. */
  override focus(): void {
    this.#input?.focus({ preventScroll: true });
  }

  reply(item: ChatItem): void {
    this.#endEdit();
    this.answers = item;
    this.focus();
  }

  edit(item: ChatItem): void {
    if (!this.edits) this.#kept = this.text;
    this.answers = this.pin = undefined;
    this.edits = item;
    this.#write(item.text);
    this.focus();
  }

  /** Puts away one of what was begun: the list, else the edit, the answer, the pin. @returns whether there was any */
  cancel(): boolean {
    if (this.#offered.length > 0) this.choice = -1;
    else if (this.edits) this.#endEdit();
    else if (this.answers) this.answers = undefined;
    else if (this.pin) this.pin = undefined;
    else return false;
    return true;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { client, edits, pin, language } = this;
    if (!client) return nothing;
    const { t: say } = language;
    // As it is now: meanwhile it may have been changed or deleted.
    const answers = this.answers && (client.chat.find(this.answers.seq) ?? this.answers);
    const { limits } = client;
    const closed = chatDisabledReason(language, client);
    const left = limits.textLength - this.text.trim().length;
    const offered = this.#offered;
    const options = offered.map((member, index) => this.#option(member, index));
    return html`<form @submit=${this.#send}>
      ${connectionText(language, client) && closed === undefined ? html`<p class="banner quiet">${say('waiting')}</p>` : nothing}
      ${
        offered.length > 0
          ? html`<ul id="people" role="listbox" aria-label=${say('mention')}>
              ${options}
            </ul>`
          : nothing
      }
      ${
        closed
          ? html`<p class="closed quiet">${closed}</p>`
          : html`${edits ? this.#about(say('editing'), '') : nothing}
            ${answers ? this.#about(say('answering', { name: answers.name }), isGone(answers) ? say('deleted') : answers.text) : nothing}
            ${pin ? this.#about(say('place'), '') : nothing}`
      }
      <div class="field" ?hidden=${closed !== undefined} @click=${this.#intoField}>
        ${
          edits || !this.pick
            ? nothing
            : html`<button
                type="button"
                class="icon"
                aria-label=${say('pin')}
                title=${say('pin')}
                @click=${this.#pick}
              >
                ${pinIcon}
              </button>`
        }
        ${this.#textarea(offered.length > 0)}
        ${
          left < limits.textLength * (1 - NARROW)
            ? html`<span class="left quiet ${left < 0 ? 'over' : ''}">${language.number(left)}</span>`
            : nothing
        }
        <button
          type="submit"
          class="send"
          part="chat-send"
          aria-label=${edits ? say('save') : say('send')}
          aria-disabled=${this.text.trim() === '' || left < 0}
        >
          ${sendIcon}
        </button>
      </div>
    </form>`;
  }

  #textarea(offering: boolean): TemplateResult {
    const { t: say } = this.language;
    // In a template of its own: where there is a text area white space is kept as it stands. An empty field has the
    // direction of the language; what is written has its own.
    return html`<textarea
      part="chat-input"
      rows="1"
      .dir=${this.text ? 'auto' : ''}
      aria-label=${say('write')}
      aria-autocomplete="list"
      aria-controls=${offering ? 'people' : nothing}
      aria-activedescendant=${offering ? `person${this.#chosen}` : nothing}
      placeholder=${say('write')}
      .enterKeyHint=${'send'}
      autocomplete="off"
      @input=${this.#typed}
      @keydown=${this.#keydown}
    ></textarea>`;
  }

  protected override updated(changed: PropertyValues): void {
    // Another room: what was meant for the one before is not said here.
    if (changed.has('client') && changed.get('client')) this.#reset();
  }

  #option(member: Member, index: number): TemplateResult {
    return html`<li
      id="person${index}"
      role="option"
      aria-selected=${index === this.#chosen}
      @pointerdown=${(event: Event) => {
        event.preventDefault();
        this.#mention(member);
      }}
    >
      ${avatar(member)}<bdi>${member.name}</bdi>
    </li>`;
  }

  #about(title: string, text: string): TemplateResult {
    return html`<div class="about">
      <span><b>${title}</b> <bdi class="quiet">${text}</bdi></span>
      <button
        type="button"
        class="icon"
        aria-label=${this.language.t('cancel')}
        @click=${() => {
          this.cancel();
          this.focus();
        }}
      >
        ${closeIcon}
      </button>
    </div>`;
  }

  get #input(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  /** The name that is being begun before the caret, with its `@`. */
  get #begun(): string | undefined {
    const input = this.#input;
    if (!input || this.choice < 0 || !this.text.includes('@')) return undefined;
    return /(?:^|\s)(@[^\s@][^@\n]{0,39}|@)$/.exec(input.value.slice(0, input.selectionEnd))?.[1];
  }

  /** People whose names begin with what is being written. */
  get #offered(): Member[] {
    const begun = this.#begun?.slice(1).toLowerCase();
    const { roster, self } = this.client ?? {};
    if (begun === undefined || !roster) return [];
    // A name that is there as a whole needs no help.
    const fits = (name: string): boolean =>
      ` ${name.toLowerCase()}`.includes(` ${begun}`) && name.toLowerCase() !== begun.trim();
    return [...roster.members.values()]
      .filter(({ id, name }) => id !== self?.id && fits(name))
      .slice(0, OFFERED);
  }

  get #chosen(): number {
    const { length } = this.#offered;
    return length && ((this.choice % length) + length) % length;
  }

  #mention({ id, name }: Member): void {
    const input = this.#input;
    const begun = this.#begun;
    if (!input || begun === undefined) return;
    this.#mentioned.set(name, id);
    input.setRangeText(`@${name} `, input.selectionEnd - begun.length, input.selectionEnd, 'end');
    this.#typed();
  }

  /** Who is mentioned: those chosen, and people here whose name was written as a whole. */
  #mentionsIn(text: string): string[] {
    const { roster, self } = this.client ?? {};
    const people = [...(roster?.members.values() ?? [])].filter(({ id }) => id !== self?.id);
    const known = new Map([...people.map(({ name, id }) => [name, id] as const), ...this.#mentioned]);
    const ids = new Set<string>();
    let rest = text;
    // “Ada” is not meant where “Ada Lovelace” stands, nor in “Adam” or an address.
    for (const [name, id] of [...known].sort(([a], [b]) => b.length - a.length)) {
      const parts = rest.split(`@${name}`);
      const whole = parts.some(
        (part, index) =>
          index > 0 && !/^[\p{L}\p{N}]/u.test(part) && !/[\p{L}\p{N}]$/u.test(parts[index - 1] ?? ''),
      );
      if (whole) ids.add(id);
      rest = parts.join('\n');
    }
    return [...ids];
  }

  #write(text: string): void {
    const input = this.#input;
    if (!input) return;
    input.value = text;
    this.#typed();
  }

  #endEdit(): void {
    if (!this.edits) return;
    this.edits = undefined;
    this.#write(this.#kept);
  }

  #reset(): void {
    this.answers = this.edits = this.pin = undefined;
    this.#mentioned.clear();
    this.#write('');
  }

  readonly #pick = async (): Promise<void> => {
    this.pin = (await this.pick?.()) ?? this.pin;
    this.focus();
  };

  readonly #intoField = (event: Event): void => {
    if (event.target === event.currentTarget) this.focus();
  };

  readonly #typed = (): void => {
    const input = this.#input;
    if (!input) return;
    this.text = input.value;
    this.choice = 0;
    if (!this.edits) this.client?.chat.type(this.text.trim() !== '');
    // As high as the text, through the CSSOM, which every content security policy allows.
    input.style.height = 'auto';
    input.style.height = `${input.scrollHeight}px`;
  };

  readonly #keydown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const { key, shiftKey } = event;
    const chosen = this.#offered[this.#chosen];
    if (chosen && (key === 'ArrowDown' || key === 'ArrowUp')) this.choice += key === 'ArrowUp' ? -1 : 1;
    else if (chosen && (key === 'Tab' || key === 'Enter') && !shiftKey) this.#mention(chosen);
    else if (key === 'Enter' && !shiftKey) this.#send(event);
    else if (key === 'ArrowUp' && this.text === '') this.editLast?.();
    else if (key !== 'Escape' || !this.cancel()) return;
    event.preventDefault();
    event.stopPropagation();
  };

  readonly #send = (event: Event): void => {
    event.preventDefault();
    const { client, edits, answers, pin } = this;
    const text = this.text.trim();
    if (!client || !text || text.length > client.limits.textLength) return;
    if (edits) {
      if (text !== edits.text) client.chat.edit(edits.seq, text);
      this.#endEdit();
    } else {
      const mentions = this.#mentionsIn(text);
      client.chat.post(text, {
        ...(answers && { reply: answers.seq }),
        ...(pin && { pin }),
        ...(mentions.length > 0 && { mentions: mentions.slice(0, 20) }),
      });
      this.#reset();
      this.sent?.();
    }
    this.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-composer': LivePresenceComposer;
  }
}
