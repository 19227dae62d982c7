/** English for what visitors do together on the page. */
export const TOGETHER = {
  following: 'Following {name}',
  stopFollowing: 'Stop',
  followers: { one: '{count} person follows you', other: '{count} people follow you' },
  elsewhere: '{name} is on another page',
  goThere: 'Go there',
  reactOnPage: 'React on the page',
  reactAt: 'Click or tap a spot',
} as const;
