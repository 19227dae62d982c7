/** The unread messages of each element on the page that has some. */
const counts = new Map<object, number>();
/** The titles that we wrote since the last count of 0, as the browser gives them back, with the page's own in each. */
const written = new Map<string, string>();
/** The last of them. */
let shown = '';
/** The element that the browser made for it, on a page without one. */
let made: Element | null = null;

/**
 * Puts the number of unread messages before the page's title; 0 removes it.
 *
 * @param of whose messages they are; those of several are added up
 */
export function countInTitle(of: object, unread: number): void {
  if (unread > 0) counts.set(of, unread);
  else counts.delete(of);
  let count = 0;
  for (const each of counts.values()) count += each;
  const title = read();
  const own = ownTitle(title);
  if (count > 0) {
    const bare = !document.querySelector('title');
    write(title, `(${count}) ${own}`);
    // Without blanks at its end: with an empty title, that is not what was written.
    shown = read();
    written.set(shown, own);
    if (bare) made = document.querySelector('title');
  } else {
    write(title, own);
    written.clear();
    if (!own) made?.remove();
    made = null;
  }
}

/** What the page itself calls itself. A number that it puts there stays. */
function ownTitle(title: string): string {
  // A script that shows something else for a moment brings back an older one.
  const own = written.get(title);
  if (own !== undefined) return own;
  const last = written.get(shown);
  // One that adds to the title adds to ours.
  return last ? title.replace(shown, () => last) : title;
}

// Through the prototype: an `<img name="title">` or a form of that name takes the property's place.
function read(): string {
  return Reflect.get(Document.prototype, 'title', document);
}

function write(before: string, title: string): void {
  if (title.trim() !== before) Reflect.set(Document.prototype, 'title', title, document);
}
