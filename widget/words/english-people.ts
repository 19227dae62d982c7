/**
 * English for the list of people, which has the chat's words, too.
 *
 * What begins with `refusal` says why there is no connection; what the site's owner can do about it stands in the
 * console.
 */
export const PEOPLE = {
  onlyYou: 'Only you, for now',
  connected: 'Connected',
  tryNow: 'Try now',
  showOthers: 'Show others’ cursors',
  showOwn: 'Show mine to others',
  goTo: 'Go to their cursor',
  follow: 'Go to that page',
  nowhere: 'No cursor on this page now',
  unshared: 'Others see that you are here, not your cursor.',
  dismiss: 'Hide for this visit',
  away: 'Away',
  onPage: 'On {page}',
  unnamed: { one: 'and {count} more', other: 'and {count} more' },
  refusal: 'The server did not let this page in.',
  refusal_forbidden_origin: 'This site is not on the list of the server.',
  refusal_unauthorised: 'Your sign-in was not accepted.',
  refusal_forbidden: 'You may not join here.',
  refusal_limit: 'There are too many here at the moment.',
  refusal_bad_server: 'The address of the server is not right.',
  refusal_unsupported_protocol: 'This page is too old for the server. Reloading may help.',
  refusal_not_found: 'At the address of the server there is something else, or nothing.',
  refusal_socket_blocked: 'Something between here and the server blocks the connection.',
  withdraw: 'Leave and forget me',
  withdrawAsk:
    'What you wrote stays for the others, unless you delete it now. Later nobody will know that it was you.',
  erase: 'Delete it and leave',
  keep: 'Keep it and leave',
  notErased: 'That is not possible now. Try again later.',
  private: 'Your browser asks sites not to share, so your cursor is not shown unless you switch it on.',
  editProfile: 'Change your name and colour',
  name: 'Your name',
  colour: 'Colour',
  colourNumber: 'Colour {number}',
} as const;
