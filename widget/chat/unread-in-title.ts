/** The text that we put before the page's title. */
let written = '';

/** Puts the number of unread messages before the page's title; 0 removes it. */
export function countInTitle(unread: number): void {
  // A number that the page itself puts there stays.
  const bare = document.title.startsWith(written) ? document.title.slice(written.length) : document.title;
  written = unread > 0 ? `(${unread}) ` : '';
  if (document.title !== written + bare) document.title = written + bare;
}
