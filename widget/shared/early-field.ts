import type * as HandOver from './hand-over.ts';
import { isComposing } from './is-composing.ts';

/** The page gets none of these: they would trigger its shortcuts. */
const EVENTS =
  'keydown keyup keypress beforeinput input paste compositionstart compositionupdate compositionend'.split(
    ' ',
  );
/** Stands for an Enter in what was typed, as hand-over.ts reads it: to share it would make the core larger. */
const ENTER = '\0';

/** Keeps what is typed in an element from the page, before the guard of all input has loaded. */
export function keepKeys(element: HTMLElement, listener?: (event: KeyboardEvent) => void): void {
  for (const type of EVENTS)
    element.addEventListener(type, (event) => {
      event.stopPropagation();
      listener?.(event as KeyboardEvent);
    });
}

/** The rest of an early field, or undefined if it can't be loaded now. */
const loadRest = (): Promise<typeof HandOver | undefined> => import('./hand-over.ts').catch(() => undefined);

/** Takes what is typed until the field that it is meant for has loaded. */
export class EarlyField {
  readonly field: HTMLTextAreaElement = document.createElement('textarea');
  composing: boolean | undefined;
  readonly #late = loadRest();

  /**
   * @param root holds this field, and somewhere within it the other one
   * @param cancel was asked for with Escape
   * @param keys were pressed before
   */
  constructor(root: ParentNode, cancel: () => void, keys: readonly string[] = []) {
    const { field } = this;
    keepKeys(field, (event) => {
      const { type, key, shiftKey } = event;
      // Composition events themselves don't say it, but it is another one that comes last, or the end.
      this.composing = event.isComposing;
      if (type !== 'keydown' || isComposing(event)) return;
      if (key === 'Escape') cancel();
      else if (key === 'Enter' && !shiftKey) {
        event.preventDefault();
        field.value += ENTER;
      }
    });
    field.className = 'unseen';
    field.ariaLabel = '…';
    field.inputMode = 'none';
    field.value = keys.map((key) => (key === 'Enter' ? ENTER : key)).join('');
    // Before what is rendered there: another template would take it away.
    root.prepend(field);
    field.focus({ preventScroll: true });
  }

  /**
   * Resolves when the other field may take the focus: in a composition it would end that. With the focus it gets the
   * text, too.
   */
  async settled(): Promise<void> {
    // By now the field itself has loaded, so another attempt may be worth it.
    await ((await this.#late) ?? (await loadRest()))?.handOver(this);
  }
}
