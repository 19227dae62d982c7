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
 * first, as in some games: where they prevent that something is scrolled or focused, it is done here. What is typed has
 * a guard of its own, in key-guard.ts.
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
    if (event.defaultPrevented) prevented.add(event);
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
  else if (
    event.type === 'mousedown' &&
    (target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement)
  )
    target.focus({ preventScroll: true });
}

function scroll(event: Event, by: number): void {
  for (const at of event.composedPath()) {
    if (!(at instanceof HTMLElement) || !/auto|scroll/.test(getComputedStyle(at).overflowY)) continue;
    const { scrollTop } = at;
    at.scrollTop += by;
    if (at.scrollTop !== scrollTop) return;
  }
}
