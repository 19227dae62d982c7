import { html, type CSSResultGroup, type TemplateResult } from 'lit';
import { CURSOR_CHAT_LENGTH } from '../../protocol/limits.ts';
import { paint } from '../shared/colours.ts';
import { defineOnce } from '../shared/define-once.ts';
import { isComposing } from '../shared/is-composing.ts';
import { styles } from './live-presence-cursor-chat.styles.ts';
import { PresencePart } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';

/** Without a key for so long it is over, in ms. */
const QUIET_MS = 5_000;
/** Where the bubble is beside the pointer, and how far it stays from the window's edges, in px. */
const RIGHT = 14;
const BELOW = 18;
const MARGIN = 8;
/** Keys typed here are nobody else's. */
const KEYS = ['keydown', 'keyup', 'keypress', 'input', 'beforeinput', 'paste', 'copy', 'cut'] as const;

/**
 * The bubble at one's own pointer: what is typed in it is seen at one's cursor by the others, as it is typed. Enter
 * and Esc end it, as does a click elsewhere; after five seconds without a key it ends by itself.
 *
 * @csspart cursor-talk - The field.
 */
export class LivePresenceCursorChat extends PresencePart {
  static override styles: CSSResultGroup = [tokens, styles];

  #at = { x: 0, y: 0 };
  #quiet: (() => void) | undefined;
  #said = false;
  #ended = false;
  /** Where the focus was. */
  #before: Element | null = null;

  /** Opens it, unless it is open. */
  static open(
    parent: ParentNode & Node,
    part: Pick<PresencePart, 'client' | 'clock' | 'language'>,
    at: MouseEvent,
  ): void {
    if (parent.querySelector('live-presence-cursor-chat')) return;
    const talk = document.createElement('live-presence-cursor-chat');
    Object.assign(talk, part);
    talk.#at = { x: at.clientX, y: at.clientY };
    talk.#before = document.activeElement;
    parent.append(talk);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('pointermove', this.#follow, { passive: true, capture: true });
    for (const type of KEYS) this.addEventListener(type, stop);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointermove', this.#follow, { capture: true });
    this.#quiet?.();
  }

  protected override render(): TemplateResult {
    const { t: say } = this.language;
    const { color = '' } = this.client?.self ?? {};
    return html`<input
      part="cursor-talk"
      .style=${paint({ color })}
      type="text"
      maxlength=${CURSOR_CHAT_LENGTH}
      autocomplete="off"
      .enterKeyHint=${'done'}
      dir="auto"
      aria-label=${say('talk')}
      placeholder=${say('talkHint')}
      @input=${this.#typed}
      @keydown=${this.#key}
      @blur=${this.#blurred}
    />`;
  }

  protected override firstUpdated(): void {
    this.#place();
    this.#input?.focus({ preventScroll: true });
    this.#wait();
  }

  get #input(): HTMLInputElement | null {
    return this.renderRoot.querySelector('input');
  }

  readonly #follow = ({ clientX: x, clientY: y, pointerType }: PointerEvent): void => {
    if (pointerType === 'touch') return;
    this.#at = { x, y };
    this.#place();
  };

  #place(): void {
    const { offsetWidth = 0, offsetHeight = 0 } = this.#input ?? {};
    const x = Math.min(this.#at.x + RIGHT, innerWidth - offsetWidth - MARGIN);
    const y = Math.min(this.#at.y + BELOW, innerHeight - offsetHeight - MARGIN);
    this.style.transform = `translate(${Math.max(MARGIN, x)}px,${Math.max(MARGIN, y)}px)`;
  }

  readonly #typed = (): void => {
    const text = this.#input?.value ?? '';
    this.#said = true;
    this.client?.setCursorChat(text);
    this.#place();
    this.#wait();
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    if (event.key === 'Escape') this.#end();
    // What was said stays with the others until it fades.
    else if (event.key === 'Enter') this.#end(true);
  };

  readonly #blurred = (): void => this.#end(true);

  #wait(): void {
    this.#quiet?.();
    this.#quiet = this.clock.after(QUIET_MS, () => this.#end());
  }

  #end(keep = false): void {
    // Taking it away blurs it.
    if (this.#ended) return;
    this.#ended = true;
    if (!keep && this.#said) this.client?.setCursorChat('');
    const had = this.matches(':focus-within');
    this.remove();
    if (had && this.#before instanceof HTMLElement && this.#before !== document.body) {
      this.#before.focus({ preventScroll: true });
    }
  }
}

function stop(event: Event): void {
  event.stopPropagation();
}

defineOnce('live-presence-cursor-chat', LivePresenceCursorChat);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-cursor-chat': LivePresenceCursorChat;
  }
}
