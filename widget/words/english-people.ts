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
} as const;
