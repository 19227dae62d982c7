import type { ReactiveController } from 'lit';
import { isComposing } from '../shared/is-composing.ts';

/** Elements to write in. */
const FIELDS =
  'input, textarea, select, [contenteditable]:not([contenteditable=false i]), [role=textbox], [role=searchbox], [role=combobox], [role=spinbutton]';

/**
 * Listens for one key anywhere on the page, except where the visitor writes: in form fields, in editable content, and
 * in elements that may hide one. A key that the page has handled itself is ignored.
 */
export class HotkeyController implements ReactiveController {
  readonly #key: () => string;
  readonly #pressed: () => boolean;

  /**
   * @param key as `KeyboardEvent.key` names it, in any case; none if empty
   * @param pressed returns whether it used the key; the page's own meaning of the key is then prevented
   */
  constructor(key: () => string, pressed: () => boolean) {
    this.#key = key;
    this.#pressed = pressed;
  }

  hostConnected(): void {
    // On the window: after all of the page's listeners.
    window.addEventListener('keydown', this.#onKeydown);
  }

  hostDisconnected(): void {
    window.removeEventListener('keydown', this.#onKeydown);
  }

  readonly #onKeydown = (event: KeyboardEvent): void => {
    const wanted = this.#key().toLowerCase();
    // Browsers dispatch some events of their own, as for autofill, without a key.
    const key = (event as Partial<KeyboardEvent>).key?.toLowerCase();
    if (!wanted || key !== wanted || event.defaultPrevented || isComposing(event) || event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey || isInField(event)) return;
    if (this.#pressed()) event.preventDefault();
  };
}

function isInField(event: Event): boolean {
  if (document.designMode === 'on') return true;
  const [target] = event.composedPath();
  // A custom element with a closed shadow root may have a field in it.
  if (target instanceof Element && target.localName.includes('-') && !target.shadowRoot) return true;
  return event.composedPath().some((at) => at instanceof Element && at.matches(FIELDS));
}
