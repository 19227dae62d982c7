/** Keeps what the visitor types in our panels and fields from the page's scripts, also from those that hear it first. */

const TYPES =
  'keydown keypress keyup beforeinput input cut copy paste compositionstart compositionupdate compositionend'.split(
    ' ',
  );

const guarded = new WeakSet<EventTarget>();

/**
 * What is typed inside an element is heard there alone. A listener on the window that listens while capturing comes
 * before all that listen further in, as the shortcuts of a page do: it ends the event, and copies of it go on inside.
 * What the browser does with a key needs no more of the event than that nobody prevents it.
 *
 * A page that has listened on the window before hears it all the same. Where it only prevents what a key does, that is
 * done here.
 */
export function guardKeys(element: HTMLElement): void {
  guarded.add(element);
  for (const type of TYPES) {
    addEventListener(type, keep, true);
    // Where the window isn't told what is inside: shadow roots that somebody has made closed ones.
    element.addEventListener(type, keep, true);
  }
}

function keep(event: Event): void {
  const path = event.composedPath();
  const end = path.findIndex((at) => guarded.has(at));
  const [target] = path;
  const { defaultPrevented } = event;
  const stopped: Event[] = [];
  let used = false;
  let kept = false;
  let at = target as Node;
  // A copy stays in its shadow tree. So each tree up to the element gets one of its own, from the host of the one before.
  while (end > 0 && path.indexOf(at) <= end && stopped.length === 0) {
    const root = at.getRootNode();
    // The page's own, in a slot of ours.
    if (!(root instanceof ShadowRoot)) break;
    event.stopImmediatePropagation();
    kept = true;
    const copy = copyOf(event);
    copy.stopPropagation = () => {
      stopped.push(copy);
      Event.prototype.stopPropagation.call(copy);
    };
    at.dispatchEvent(copy);
    used ||= copy.defaultPrevented;
    at = root.host;
  }
  if (used) event.preventDefault();
  else if (kept && defaultPrevented && isField(target)) makeUpFor(event, target);
}

/** A plain event with what the other one tells: Firefox lets those of the keyboard out of their shadow tree. */
function copyOf(event: Event): Event {
  const { type, bubbles, cancelable } = event;
  const copy = new Event(type, { bubbles, cancelable });
  for (const name in event)
    if (!(name in copy)) Object.defineProperty(copy, name, { value: Reflect.get(event, name) });
  return copy;
}

function isField(target: EventTarget | undefined): target is HTMLTextAreaElement | HTMLInputElement {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
}

/** What a key does in a field, or a paste; commands stay the page's. */
function makeUpFor(event: Event, field: HTMLTextAreaElement | HTMLInputElement): void {
  const { selectionStart: start, selectionEnd: end, value, maxLength } = field;
  if (start === null || end === null) return;
  const insert = (text: string, from = start, to = end): void => {
    const room = maxLength < 0 ? Infinity : maxLength - value.length + to - from;
    field.setRangeText(text.slice(0, room), Math.max(0, from), to, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  };
  if (event instanceof ClipboardEvent && event.type === 'paste') {
    const text = event.clipboardData?.getData('text/plain');
    if (text) insert(text);
  }
  if (!(event instanceof KeyboardEvent) || event.type === 'keyup') return;
  const { key, ctrlKey, metaKey, altKey, shiftKey, isComposing } = event;
  if (isComposing || metaKey || (ctrlKey && !altKey)) return;
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
