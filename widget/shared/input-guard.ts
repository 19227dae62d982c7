/** Keeps what the visitor does in our panels and fields from the page's scripts, which would take it for their own. */

const KINDS =
  /^on(key|(before)?input|cut|copy|paste|wheel|mouse|touch|pointer|.*click|context|drag|drop|select)/;
/** Some of these have no handler attribute, others only on devices with a touch screen. */
const MORE = [
  'compositionstart',
  'compositionupdate',
  'compositionend',
  'touchstart',
  'touchmove',
  'touchend',
];
/** A line is so many px, where a mouse wheel counts in lines. */
const LINE = 16;

const guarded = new WeakSet<EventTarget>();

/**
 * Input inside an element does not go on to the page's listeners. Those on the window that listen while capturing come
 * first, as in some games: where they prevent that something is typed or scrolled, it is done here.
 *
 * A gesture that began elsewhere goes on: what is dragged over a panel is the page's.
 */
export function guardInput(element: HTMLElement): void {
  if (guarded.has(element)) return;
  guarded.add(element);
  const prevented = new WeakSet<Event>();
  // The gesture began in the element, and has not left it.
  let own = false;
  let touched = 0;
  const enter = (event: Event): void => {
    if (!event.defaultPrevented) return;
    prevented.add(event);
    // Here, as what we do with a key ourselves is stopped further in.
    const [target] = event.composedPath();
    if (event instanceof KeyboardEvent && event.type === 'keydown' && isField(target)) type(target, event);
  };
  const leave = (event: Event): void => {
    const { type } = event;
    const { buttons = 0, dataTransfer, touches } = event as Partial<DragEvent & TouchEvent>;
    if (/^(pointer|mouse)down$/.test(type)) own = true;
    else if (/leave$/.test(type)) own = false;
    else if (/^(pointer|mouse)/.test(type) && (buttons || /(up|cancel)$/.test(type)) && !own) return;
    // A page that takes files must be able to prevent that the browser opens them in its place.
    if (dataTransfer?.types.includes('Files')) return;
    event.stopPropagation();
    const y = touches?.[0]?.clientY ?? 0;
    if (prevented.has(event)) makeUpFor(event, touched - y);
    touched = y;
  };
  const types = Object.getOwnPropertyNames(HTMLElement.prototype)
    .filter((name) => KINDS.test(name))
    .map((name) => name.slice(2));
  for (const type of new Set([...types, ...MORE])) {
    // What scrolls need not wait.
    element.addEventListener(type, enter, { capture: true, passive: true });
    element.addEventListener(type, leave, { passive: true });
  }
}

/** @param moved how far the finger has moved up, in px */
function makeUpFor(event: Event, moved: number): void {
  const [target] = event.composedPath();
  if (event instanceof WheelEvent) {
    const { deltaY, deltaMode, ctrlKey } = event;
    if (!ctrlKey) scroll(event, deltaMode ? deltaY * LINE : deltaY);
  } else if (event.type === 'touchmove') scroll(event, moved);
  else if (event.type === 'mousedown' && isField(target)) target.focus({ preventScroll: true });
}

function isField(target: EventTarget | undefined): target is HTMLTextAreaElement | HTMLInputElement {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
}

function scroll(event: Event, by: number): void {
  for (const at of event.composedPath()) {
    if (!(at instanceof HTMLElement) || !/auto|scroll/.test(getComputedStyle(at).overflowY)) continue;
    const { scrollTop } = at;
    at.scrollTop += by;
    if (at.scrollTop !== scrollTop) return;
  }
}

/** What a key does in a field; commands stay the page's. */
function type(field: HTMLTextAreaElement | HTMLInputElement, event: KeyboardEvent): void {
  const { key, ctrlKey, metaKey, altKey, shiftKey, isComposing } = event;
  if (isComposing || metaKey || (ctrlKey && !altKey)) return;
  const { selectionStart: start, selectionEnd: end, value, maxLength } = field;
  if (start === null || end === null) return;
  const insert = (text: string, from = start, to = end): void => {
    if (maxLength >= 0 && value.length + text.length - (to - from) > maxLength) return;
    field.setRangeText(text, Math.max(0, from), to, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  };
  const before = start - 1 - Number(/[\udc00-\udfff]/.test(value[start - 1] ?? ''));
  const after = end + 1 + Number(/[\ud800-\udbff]/.test(value[end] ?? ''));
  if (/^.$/u.test(key)) insert(key);
  else if (key === 'Enter') {
    if (field instanceof HTMLInputElement) field.form?.requestSubmit();
    else if (shiftKey) insert('\n');
  } else if (key === 'Backspace') insert('', start === end ? before : start);
  else if (key === 'Delete') insert('', start, start === end ? after : end);
  else if (key === 'ArrowLeft') field.setSelectionRange(Math.max(0, before), Math.max(0, before));
  else if (key === 'ArrowRight') field.setSelectionRange(after, after);
}
