/** As the early field writes it. */
const ENTER = '\0';

/** What the early field tells; to import its type would be a circle. */
interface Typed {
  readonly field: HTMLTextAreaElement;
  readonly composing: boolean | undefined;
}

/**
 * Once no composition is running, the next field beside the early one that gets the focus gets its text, with all of
 * its keys in their order.
 */
export async function handOver(early: Typed): Promise<void> {
  const { field } = early;
  const root = field.getRootNode();
  while (early.composing) {
    await new Promise((done) => {
      // The last events of a composition come after its end.
      field.addEventListener('compositionend', () => setTimeout(done), { once: true });
    });
  }
  const onFocus = (event: Event): void => {
    const target = event.composedPath()[0] as HTMLInputElement | HTMLTextAreaElement;
    if (target === field || !('setRangeText' in target)) return;
    root.removeEventListener('focusin', onFocus);
    if (!field.isConnected) return;
    const { value, selectionStart, selectionEnd } = field;
    field.remove();
    const lines = value.split(ENTER);
    const last = lines.pop() ?? '';
    for (const line of lines) {
      type(target, line);
      const enter = new KeyboardEvent('keydown', { key: 'Enter', cancelable: true });
      if (target.dispatchEvent(enter)) target.form?.requestSubmit();
    }
    if (!last) return;
    type(target, last);
    const before = value.length - last.length;
    target.setSelectionRange(selectionStart - before, selectionEnd - before);
  };
  root.addEventListener('focusin', onFocus);
}

function type(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  if (!text) return;
  const { maxLength } = field;
  field.value = maxLength < 0 ? text : text.slice(0, maxLength);
  field.dispatchEvent(new Event('input'));
}
