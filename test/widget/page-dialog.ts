import { frame } from './on-page.ts';

/** Ways in which pages keep the focus in their dialogs; each returns how it is ended. */
export const TRAPS: Record<string, (dialog: HTMLElement, first: HTMLElement) => () => void> = {
  'focusin on the document': (dialog, first) => {
    const onFocus = (event: Event): void => {
      if (!dialog.contains(event.target as Node)) first.focus();
    };
    document.addEventListener('focusin', onFocus);
    return () => document.removeEventListener('focusin', onFocus);
  },
  'focusin on the document, while capturing': (dialog, first) => {
    const onFocus = (event: Event): void => {
      if (dialog.contains(event.target as Node)) return;
      event.stopImmediatePropagation();
      first.focus();
    };
    document.addEventListener('focusin', onFocus, true);
    return () => document.removeEventListener('focusin', onFocus, true);
  },
  'focus on the body, while capturing': (dialog, first) => {
    const onFocus = (event: Event): void => {
      if (!dialog.contains(event.target as Node)) first.focus();
    };
    document.body.addEventListener('focus', onFocus, true);
    return () => document.body.removeEventListener('focus', onFocus, true);
  },
  'focusout of the dialog': (dialog, first) => {
    dialog.addEventListener('focusout', ({ relatedTarget }) => {
      if (!dialog.contains(relatedTarget as Node | null)) first.focus();
    });
    return () => undefined;
  },
  'blur of a field, in a task of its own': (dialog, first) => {
    first.addEventListener('blur', () => {
      setTimeout(() => dialog.contains(document.activeElement) || first.focus());
    });
    return () => undefined;
  },
  'a look at the focus again and again': (dialog, first) => {
    const timer = setInterval(() => dialog.contains(document.activeElement) || first.focus(), 20);
    return () => clearInterval(timer);
  },
};

/** A dialog of the page's with the focus in it, and a trap. */
export function openDialog(trap: keyof typeof TRAPS): { field: HTMLInputElement; close: () => void } {
  const dialog = document.createElement('div');
  dialog.role = 'dialog';
  dialog.style.cssText = 'position: fixed; top: 0; left: 0';
  const field = document.createElement('input');
  dialog.append(field);
  document.body.append(dialog);
  const end = TRAPS[trap]?.(dialog, field);
  field.focus();
  return {
    field,
    close: () => {
      end?.();
      dialog.remove();
    },
  };
}

/** Long enough for what the traps do in tasks of their own. */
export async function aFewFrames(): Promise<void> {
  for (let count = 0; count < 6; count++) await frame();
}

/** What a browser does for a click. */
export async function click(element: HTMLElement): Promise<void> {
  element.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
  element.focus();
  element.click();
  await aFewFrames();
}

/** The element that gets what is typed, in whatever tree. */
export function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}
