/** The text that we put before the page's title. */
let written = '';

/** Puts the number of unread messages before the page's title; 0 removes it. */
export function countInTitle(unread: number): void {
  // Through the prototype: an `<img name="title">` or a form of that name takes the property's place.
  const title: string = Reflect.get(Document.prototype, 'title', document);
  // A number that the page itself puts there stays.
  const bare = title.startsWith(written) ? title.slice(written.length) : title;
  written = unread > 0 ? `(${unread}) ` : '';
  if (title !== written + bare) Reflect.set(Document.prototype, 'title', written + bare, document);
}
