import {
  html,
  nothing,
  type CSSResultGroup,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import type { Pin } from '../../../protocol/chat.ts';
import type { ChatItem } from '../../client/chat/chat-item.ts';
import { connectionText } from '../../shared/connection-text.ts';
import { defineOnce } from '../../shared/define-once.ts';
import { pinIcon, sendIcon } from '../../shared/icons.ts';
import { isComposing } from '../../shared/is-composing.ts';
import { panel } from '../../shared/panel.styles.ts';
import { PresenceController } from '../../shared/presence-controller.ts';
import { internal, PresencePart } from '../../shared/presence-part.ts';
import { tokens } from '../../shared/tokens.styles.ts';
import { chatDisabledReason } from '../chat-disabled-reason.ts';
import { request } from '../chat-request.ts';
import { details, suggestionLists } from '../late-parts.ts';
import { styles } from './live-presence-composer.styles.ts';
import { mentionedIn, others } from './mentions.ts';
import type { SuggestionList } from './suggestion-list.ts';

/** From this share of the longest text on, the field shows how many characters are left. */
const NARROW = 0.9;
const MAX_MENTIONS = 20;

/**
 * The field in which messages are written, with what they reply to, point at and mention.
 *
 * @csspart chat-input - The field.
 * @csspart chat-send - The button beside it.
 */
export class LivePresenceComposer extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    pin: internal,
    text: { state: true },
    replyTo: { state: true },
    editing: { state: true },
  };
  static override styles: CSSResultGroup = [tokens, panel, styles];

  /** A place on the page that the message points at. */
  declare pin: Pin | undefined;
  declare text: string;
  declare replyTo: ChatItem | undefined;
  declare editing: ChatItem | undefined;

  /** Ids of the members who were chosen, by the name that stands in the text: they may have left since. */
  readonly #chosen = new Map<string, string>();
  /** Loads when the first `@` is written. */
  #suggestions: SuggestionList | undefined;
  /** What was being written before an edit began. */
  #draft = '';
  /** The log in which this edits a message, or replies to one. */
  #epoch: string | undefined;

  constructor() {
    super();
    new PresenceController(this, ['chat', 'status']);
    this.text = '';
  }

  get input(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  override focus(): void {
    this.input?.focus({ preventScroll: true });
  }

  reply(item: ChatItem): void {
    this.#endEdit();
    this.replyTo = item;
  }

  edit(item: ChatItem): void {
    if (!this.editing) this.#draft = this.text;
    this.replyTo = this.pin = undefined;
    this.editing = item;
    this.#write(item.text);
  }

  /** Dismisses one thing: the list of people, else the edit, the reply, the pin. @returns whether there was any */
  cancel(): boolean {
    if (this.#suggestions?.open) this.#suggestions.dismiss();
    else if (this.editing) this.#endEdit();
    else if (this.replyTo) this.replyTo = undefined;
    else if (this.pin) this.pin = undefined;
    else return false;
    return true;
  }

  protected override willUpdate(): void {
    const epoch = this.client?.chat.resumePoint?.epoch;
    if (epoch !== this.#epoch) {
      // In another log, another message has that number. What was written stays, to be posted.
      this.#epoch = epoch;
      if (this.editing && this.#draft) this.#write(`${this.#draft}\n${this.text}`);
      this.replyTo = this.editing = undefined;
    }
    if (this.#suggestions || !this.text.includes('@')) return;
    // If the server cannot be reached, the next letter tries again.
    const module = suggestionLists.for(this);
    if (module) this.#suggestions = new module.SuggestionList(this, this.#chosen);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { client, editing, language } = this;
    if (!client) return nothing;
    const { t } = language;
    const { limits } = client;
    const disabledReason = chatDisabledReason(language, client);
    const delay = connectionText(language, client) ? 'waiting' : client.chat.unavailable && 'unavailable';
    const context = (editing ?? this.replyTo ?? this.pin) && details.for(this)?.messageContext(this);
    const left = limits.textLength - this.text.trim().length;
    return html`<form @submit=${this.#submit}>
      ${delay && disabledReason === undefined ? html`<p class="banner quiet">${t(delay)}</p>` : nothing}
      ${this.#suggestions?.render()}
      ${disabledReason ? html`<p class="closed quiet">${disabledReason}</p>` : context}
      <div class="field" ?hidden=${disabledReason !== undefined} @click=${this.#onFieldClick}>
        ${
          editing
            ? nothing
            : html`<button
                type="button"
                class="icon"
                aria-label=${t('pin')}
                title=${t('pin')}
                @click=${() => request(this, 'pickPin')}
              >
                ${pinIcon}
              </button>`
        }
        ${this.#textarea()}
        ${
          left < limits.textLength * (1 - NARROW)
            ? details.for(this)?.charactersLeft(language, left)
            : nothing
        }
        <button
          type="submit"
          class="send"
          part="chat-send"
          aria-label=${t(editing ? 'save' : 'send')}
          aria-disabled=${this.text.trim() === '' || left < 0}
        >
          ${sendIcon}
        </button>
      </div>
    </form>`;
  }

  protected override updated(changed: PropertyValues): void {
    // What was written for another room is not posted to this one.
    if (changed.has('client') && changed.get('client')) this.#reset();
  }

  #textarea(): TemplateResult {
    const { t } = this.language;
    const { open, activeIndex } = this.#suggestions ?? {};
    // While it is empty the field has the direction of the language, then that of the text. The box around it has the
    // same text and makes it as high as that: to measure it, the log would have to move for a moment.
    return html`<div class="grows" data-text=${this.text}>
      <textarea
        part="chat-input"
        rows="1"
        .dir=${this.text ? 'auto' : ''}
        aria-label=${t('write')}
        aria-autocomplete="list"
        aria-controls=${open ? 'people' : nothing}
        aria-activedescendant=${open ? `person${String(activeIndex)}` : nothing}
        placeholder=${t('write')}
        .enterKeyHint=${'send'}
        autocomplete="off"
        @input=${this.#onInput}
        @keydown=${this.#onKeydown}
      ></textarea>
    </div>`;
  }

  #write(text: string): void {
    if (!this.input) return;
    this.input.value = text;
    this.#onInput();
  }

  #endEdit(): void {
    if (!this.editing) return;
    this.editing = undefined;
    this.#write(this.#draft);
  }

  #reset(): void {
    this.replyTo = this.editing = this.pin = undefined;
    this.#chosen.clear();
    this.#write('');
  }

  /** For the lines above the field. */
  readonly onCancel = (): void => {
    this.cancel();
    this.focus();
  };

  readonly #onFieldClick = (event: Event): void => {
    if (event.target === event.currentTarget) this.focus();
  };

  readonly #onInput = (): void => {
    const { input } = this;
    if (!input) return;
    this.text = input.value;
    this.#suggestions?.onInput();
    if (!this.editing) request(this, 'type', this.text.trim() !== '');
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const { key, shiftKey } = event;
    if (!this.#suggestions?.onKeydown(event)) {
      if (key === 'Enter' && !shiftKey) this.#submit(event);
      else if (key === 'ArrowUp' && this.text === '') request(this, 'editLast');
      else if (key !== 'Escape' || !this.cancel()) return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const { client, editing, replyTo, pin } = this;
    const text = this.text.trim();
    if (!client || !text || text.length > client.limits.textLength) return;
    if (editing) {
      if (text !== editing.text) request(this, 'edit', editing.seq, text);
      this.#endEdit();
    } else {
      // Those who were chosen, and others whose whole name was typed.
      const here = others(client).map(({ name, id }) => [name, id] as const);
      const mentions = mentionedIn(text, new Map([...here, ...this.#chosen]));
      const extras = {
        ...(replyTo && { reply: replyTo.seq }),
        ...(pin && { pin }),
        ...(mentions.length > 0 && { mentions: mentions.slice(0, MAX_MENTIONS) }),
      };
      request(this, 'post', text, extras);
      this.#reset();
    }
    this.focus();
  };
}

defineOnce('live-presence-composer', LivePresenceComposer);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-composer': LivePresenceComposer;
  }
}
