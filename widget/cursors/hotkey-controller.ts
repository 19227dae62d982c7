import type { ReactiveController } from 'lit';
import { isComposing } from '../shared/is-composing.ts';

/** Where keys are written, not commanded with. */
const FIELDS =
  'input, textarea, select, [contenteditable]:not([contenteditable="false" i]), [role="textbox"], [role="searchbox"], [role="combobox"], [role="spinbutton"]';

/**
 * Hears one key, anywhere on the page but where something is written: form fields, editable content, and what may
 * hide one. Keys that the page has used itself are not heard.
 */
export class HotkeyController implements ReactiveController {
  readonly #key: () => string;
  readonly #pressed: () => boolean;

  /**
   * @param key as `KeyboardEvent.key` names it, in any case; empty: none
   * @param pressed says whether it did something: then the page's own meaning of the key is left out
   */
  constructor(key: () => string, pressed: () => boolean) {
    this.#key = key;
    this.#pressed = pressed;
  }

  hostConnected(): void {
    // The last to hear of it.
    window.addEventListener('keydown', this.#heard);
  }

  hostDisconnected(): void {
    window.removeEventListener('keydown', this.#heard);
  }

  readonly #heard = (event: KeyboardEvent): void => {
    const wanted = this.#key().toLowerCase();
    // Some events that browsers make themselves have no key.
    const key = (event as Partial<KeyboardEvent>).key?.toLowerCase();
    if (!wanted || key !== wanted || event.defaultPrevented || isComposing(event) || event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey || isWritten(event)) return;
    if (this.#pressed()) event.preventDefault();
  };
}

function isWritten(event: Event): boolean {
  if (document.designMode === 'on') return true;
  const [target] = event.composedPath();
  // What is inside a closed shadow root nobody can see.
  if (target instanceof Element && target.localName.includes('-') && !target.shadowRoot) return true;
  return event.composedPath().some((at) => at instanceof Element && at.matches(FIELDS));
}
