/** Why there is no connection, for a visitor; what the site's owner can do about it stands in the console. */
const REFUSED: Record<string, string> = {
  forbidden_origin: 'This site is not on the list of the server.',
  unauthorised: 'Your sign-in was not accepted.',
  forbidden: 'You may not join here.',
  limit: 'There are too many here at the moment.',
  bad_server: 'The address of the server is not right.',
  unsupported_protocol: 'This page is too old for the server. Reloading may help.',
};

/** What the list of people says. */
export const PEOPLE_WORDS = {
  refused: (code: string): string => REFUSED[code] ?? 'The server did not let this page in.',
  close: 'Close',
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
  save: 'Save',
  cancel: 'Cancel',
  away: 'Away',
  on: 'On',
  unnamed: (count: number): string => `and ${count} more`,
};
