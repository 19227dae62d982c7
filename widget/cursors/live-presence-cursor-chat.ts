import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import { CURSOR_CHAT_LENGTH } from '../../protocol/limits.ts';
import { pinAt, scrollToPin } from '../anchors/pin.ts';
import { paint } from '../shared/colours.ts';
import { defineOnce } from '../shared/define-once.ts';
import { keepKeys } from '../shared/early-field.ts';
import { isComposing } from '../shared/is-composing.ts';
import type { PointerSource } from '../shared/pointer-source.ts';
import { internal, PresencePart } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';
import { CURSOR_CHAT } from '../words/english-cursor-chat.ts';
import { addMessages } from '../words/language.ts';
import { styles } from './live-presence-cursor-chat.styles.ts';

addMessages(CURSOR_CHAT);

/** Closes when no key was pressed for so long, in ms. */
const IDLE_MS = 5_000;
/** Offset from the pointer, and distance kept from the window's edges, in px. */
const RIGHT = 14;
const BELOW = 18;
const MARGIN = 8;

/**
 * A field at the visitor's pointer. The others see at the visitor's cursor what is typed in it, while it is typed.
 * While nothing is typed, reactions are offered: the keys 1 to 8 let one rise at the pointer.
 *
 * Enter, Esc and a click elsewhere close it, and so do five seconds without a key.
 *
 * @fires close - It is to be removed.
 * @csspart cursor-talk - The field.
 */
export class LivePresenceCursorChat extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    pointer: internal,
    back: internal,
  };
  static override styles: CSSResultGroup = [tokens, styles];

  declare pointer: PointerSource | undefined;
  /** Gets the focus back. */
  declare back: Element | null | undefined;

  #at: PointerEvent | undefined;
  #cancelIdle: (() => void) | undefined;
  #typed = false;
  #closed = false;

  override connectedCallback(): void {
    super.connectedCallback();
    keepKeys(this);
    Promise.all([import('../shared/input-guard.ts'), import('../shared/key-guard.ts')]).then(
      ([{ guardInput }, { guardKeys }]) => {
        guardInput(this);
        guardKeys(this);
      },
      () => undefined,
    );
    import('../together/together.ts')
      .then(({ loadPicker, usePlaces }) => {
        usePlaces(() => Promise.resolve({ pinAt, scrollToPin }));
        return loadPicker();
      })
      .catch(() => undefined);
    this.pointer?.listeners.add(this.#follow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.pointer?.listeners.delete(this.#follow);
    this.#cancelIdle?.();
  }

  protected override render(): TemplateResult {
    const { t } = this.language;
    const { color = '' } = this.client?.self ?? {};
    return html`${
        this.#typed
          ? nothing
          : html`<live-presence-reaction-picker
              .client=${this.client}
              .clock=${this.clock}
              .language=${this.language}
              .pointer=${this.pointer}
              @pick=${() => this.#close()}
            ></live-presence-reaction-picker>`
      }<input
        part="cursor-talk"
        .style=${paint({ color })}
        type="text"
        maxlength=${CURSOR_CHAT_LENGTH}
        autocomplete="off"
        .enterKeyHint=${'done'}
        dir="auto"
        aria-label=${t('talk')}
        placeholder=${t('talkHint')}
        @input=${this.#onInput}
        @keydown=${this.#onKeydown}
        @blur=${this.#onBlur}
      />`;
  }

  protected override firstUpdated(): void {
    this.#follow();
    this.#input?.focus({ preventScroll: true });
    this.#restartIdle();
  }

  get #input(): HTMLInputElement | null {
    return this.renderRoot.querySelector('input');
  }

  readonly #follow = (): void => {
    const { at } = this.pointer ?? {};
    // A finger may touch the field itself.
    if (at && !(this.#at && at.pointerType === 'touch')) this.#at = at;
    this.#place();
  };

  #place(): void {
    const { clientX = 0, clientY = 0 } = this.#at ?? {};
    const { offsetWidth = 0, offsetHeight = 0 } = this.#input ?? {};
    const x = Math.min(clientX + RIGHT, innerWidth - offsetWidth - MARGIN);
    const y = Math.min(clientY + BELOW, innerHeight - offsetHeight - MARGIN);
    this.style.transform = `translate(${Math.max(MARGIN, x)}px,${Math.max(MARGIN, y)}px)`;
  }

  readonly #onInput = (): void => {
    if (this.#closed) return;
    this.#typed = true;
    this.requestUpdate();
    this.client?.setCursorChat(this.#input?.value ?? '');
    this.#place();
    this.#restartIdle();
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    if (event.key === 'Escape') this.#close();
    else if (event.key === 'Enter') this.#close(true);
  };

  readonly #onBlur = (): void => this.#close(true);

  #restartIdle(): void {
    this.#cancelIdle?.();
    this.#cancelIdle = this.clock.after(IDLE_MS, () => this.#close());
  }

  /** @param keep leaves the text with the others until it fades */
  #close(keep = false): void {
    // Returning the focus blurs the field.
    if (this.#closed) return;
    this.#closed = true;
    if (!keep && this.#typed) this.client?.setCursorChat('');
    const { back } = this;
    if (this.matches(':focus-within') && back instanceof HTMLElement && back !== document.body)
      back.focus({ preventScroll: true });
    this.dispatchEvent(new Event('close'));
  }
}

defineOnce('live-presence-cursor-chat', LivePresenceCursorChat);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-cursor-chat': LivePresenceCursorChat;
  }
}
