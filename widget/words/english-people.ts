/**
 * English for the list of people, which also uses the chat's texts.
 *
 * Keys that begin with `refusal` explain to visitors why there is no connection. What the site's owner can do about it
 * is logged to the console.
 */
export const PEOPLE = {
  onlyYou: 'Just you for now',
  connected: 'Connected',
  tryNow: 'Try now',
  showOthers: 'Show others’ cursors',
  showOwn: 'Show my cursor to others',
  goTo: 'Follow',
  follow: 'Go to the page they’re on',
  unshared: 'Others can see you’re here, but not your cursor.',
  dismiss: 'Hide until my next visit',
  away: 'Away',
  onPage: 'On {page}',
  unnamed: { one: 'and {count} more', other: 'and {count} more' },
  refusal: 'The server refused the connection.',
  refusal_unauthorised: 'Your sign-in wasn’t accepted. Try signing in again.',
  refusal_forbidden: 'You can’t join this room.',
  refusal_closed: 'This room is closed right now.',
  refusal_limit: 'The room is full. Try again later.',
  refusal_bad_server: 'Can’t reach the server.',
  refusal_unsupported_protocol: 'This page is out of date. Reload it to reconnect.',
  refusal_not_found: 'Can’t reach the server.',
  refusal_socket_blocked: 'Your network or a browser extension may be blocking the connection.',
  withdraw: 'Leave and forget me',
  withdrawAsk: 'Your messages stay visible unless you delete them now. You can’t delete them later.',
  erase: 'Delete my messages and leave',
  keep: 'Just leave',
  notErased: 'Couldn’t delete your messages. Try again later.',
  private:
    'Your browser asks sites not to share your data, so your cursor stays hidden until you turn it on.',
  editProfile: 'Change name and colour',
  name: 'Your name',
  colour: 'Colour',
  colourNumber: 'Colour {number}',
} as const;
