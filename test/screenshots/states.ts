/** Everything that the widget can look like: what the server says in each state, and what the visitor does. */
import type { Page } from 'playwright-core';
import type { ChatEvent, ChatMessageEvent } from '../../protocol/chat.ts';
import type { ServerMessage, WelcomeMessage } from '../../protocol/messages.ts';
import type { Member } from '../../protocol/presence.ts';
import { LONG_NAME, LONG_WORD, NOW, ME, cursorsOf, people, said, tickOf } from './people.ts';

export interface State {
  name: string;
  attributes?: Record<string, string>;
  width?: number;
  height?: number;
  dark?: boolean;
  forced?: boolean;
  contrast?: boolean;
  /** A finger, and no pointer. */
  phone?: boolean;
  rtl?: boolean;
  lang?: string;
  privacy?: boolean;
  /** How the server answers; by default with the welcome. `never`: not at all; otherwise with an error. */
  server?: 'never' | { code: string; message: string };
  members?: Member[];
  welcome?: Partial<WelcomeMessage>;
  events?: ChatEvent[];
  /** How long before the picture is taken, in ms: by default so long that whatever moves has come to its end. */
  restMs?: number;
  /** What the server says after the welcome. */
  says?: (ServerMessage | Uint8Array)[];
  acts?: (page: Page, line: Line) => Promise<unknown>;
}

/** The line to the server. */
export interface Line {
  say(message: ServerMessage | Uint8Array): void;
  cut(): void;
}

const openPeople = async (page: Page): Promise<void> => {
  await page.locator('[part=badge]').click();
  await page.locator('live-presence-people footer').waitFor();
};
const editProfile = async (page: Page): Promise<void> => {
  await openPeople(page);
  await page.locator('live-presence-people li button.icon').click();
  await page.locator('live-presence-profile form').waitFor();
};
const goOffline = async (page: Page, line: Line): Promise<void> => {
  await page.context().setOffline(true);
  line.cut();
};
const inChat = { chat: 'open' };
const crowd = (count: number): Partial<State> => ({
  members: people(Math.min(count, 100)),
  welcome: { count },
});

const talk: ChatEvent[] = [
  said(1, 'p1', 'Good morning! Has anybody read the new page about `LIVE_PRESENCE_ORIGINS`?', -92_000),
  said(2, 'p2', 'Yes, it is good: https://example.org/docs/origins', -80_000, { reply: 1 }),
  said(3, 'me', 'I am at the second paragraph now.\nIt could be shorter, I think.', -61_000),
  said(4, 'p1', 'Could you have a look at it, then?', -55_000, { mentions: ['me'] }),
  { seq: 5, kind: 'reaction', member: 'p2', at: NOW - 50_000, of: 3, emoji: '👍', on: true },
  { seq: 6, kind: 'reaction', member: 'p1', at: NOW - 49_000, of: 3, emoji: '👍', on: true },
  { seq: 7, kind: 'notice', member: 'site', at: NOW - 40_000, text: 'Version 2.1 is out.' },
  said(8, 'p3', 'I have deleted what I said before.', -30_000),
  { seq: 9, kind: 'delete', member: 'p3', at: NOW - 29_000, of: 8 },
  said(10, 'p3', 'This is better.', -20_000),
  { seq: 11, kind: 'edit', member: 'p3', at: NOW - 15_000, of: 10, text: 'This is much better.' },
];
const long: ChatMessageEvent[] = [
  said(1, 'p1', LONG_WORD, -50_000, { name: LONG_NAME }),
  said(
    2,
    'me',
    `See https://example.org/${LONG_WORD.slice(0, 90)} and \`${LONG_WORD.slice(0, 70)}\``,
    -40_000,
  ),
];
const arabic: ChatMessageEvent[] = [
  said(1, 'p1', 'صباح الخير! هل قرأتم الصفحة الجديدة؟', -50_000, { name: 'ليلى' }),
  said(2, 'me', 'نعم، إنها جيدة.', -40_000),
];
const busy: Partial<State> = { attributes: inChat, members: people(5), events: talk };
const SAID = 'This is the part I meant, at the end of the line';
const reading: State[] = [{ name: 'moving', restMs: 500 }, { name: 'resting' }].flatMap(({ name, ...rest }) =>
  [
    { name: '', width: 1_280, height: 720 },
    { name: '-dark', width: 1_280, height: 720, dark: true },
    { name: '-phone', phone: true, width: 390, height: 844 },
    { name: '-phone-dark', phone: true, width: 390, height: 844, dark: true },
  ].map((screen) => ({
    ...rest,
    ...screen,
    name: `reading-${name}${screen.name}`,
    members: people(9).map((each, at) => ({ ...each, ...(at > 6 && { tone: at - 6, color: '#e5484d' }) })),
    says: cursorsOf(8),
    acts: (_: Page, line: Line) => {
      line.say(tickOf(8, 5));
      if (name === 'moving') line.say({ type: 'peer_cursor_chat', slot: 1, text: SAID });
      return Promise.resolve();
    },
  })),
);
const phone: Partial<State> = { phone: true, width: 390, height: 720 };

export const STATES: readonly State[] = [
  // The badge.
  { name: 'badge-connecting', server: 'never', acts: (page) => page.clock.runFor(2_000) },
  ...[1, 2, 5, 50, 5_000].map((count) => ({ name: `badge-${String(count)}`, ...crowd(count) })),
  { name: 'badge-dark', dark: true, ...crowd(5) },
  { name: 'badge-reconnecting', ...crowd(3), acts: async (_, line) => Promise.resolve(line.cut()) },
  { name: 'badge-offline', ...crowd(3), acts: goOffline },
  { name: 'badge-offline-320', width: 320, ...crowd(7), acts: goOffline },
  {
    name: 'badge-refused-320-german',
    width: 320,
    lang: 'de',
    server: { code: 'unauthorised', message: 'the token is not valid here' },
  },
  {
    name: 'badge-refused',
    server: { code: 'forbidden', message: 'you may not join this room' },
  },
  { name: 'badge-unshared', privacy: true, ...crowd(3) },
  { name: 'badge-unread', members: people(3), events: [], says: [{ type: 'chat', events: talk }] },
  { name: 'badge-top-left', attributes: { position: 'top-left' }, ...crowd(5) },
  { name: 'badge-forced-colours', forced: true, ...crowd(5), says: [{ type: 'chat', events: talk }] },
  // Before it.
  { name: 'consent', attributes: { consent: 'required' } },
  { name: 'consent-dark', attributes: { consent: 'required' }, dark: true },
  { name: 'consent-320', attributes: { consent: 'required' }, width: 320 },
  // The people.
  { name: 'people-1', ...crowd(1), acts: openPeople },
  { name: 'people-5', ...crowd(5), acts: openPeople },
  { name: 'people-5-dark', dark: true, ...crowd(5), acts: openPeople },
  { name: 'people-5000', ...crowd(5_000), acts: openPeople },
  {
    name: 'people-long-names',
    members: [ME, ...people(4).map((each, i) => ({ ...each, id: `l${String(i)}`, name: LONG_NAME }))],
    acts: openPeople,
  },
  { name: 'people-privacy', privacy: true, ...crowd(3), acts: openPeople },
  { name: 'people-profile', ...crowd(3), acts: editProfile },
  {
    name: 'people-profile-low',
    width: 640,
    height: 320,
    ...crowd(3),
    acts: async (page) => {
      await editProfile(page);
      await page.locator('live-presence-profile #name').hover();
      await page.mouse.wheel(0, 120);
    },
  },
  { name: 'people-refused', server: { code: 'forbidden', message: 'banned' }, acts: openPeople },
  { name: 'people-phone', ...phone, ...crowd(5), acts: openPeople },
  { name: 'people-forced-colours', forced: true, ...crowd(3), acts: openPeople },
  // The chat.
  { name: 'chat-empty', attributes: inChat, members: people(3) },
  { name: 'chat-busy', ...busy },
  { name: 'chat-busy-dark', ...busy, dark: true },
  { name: 'chat-busy-contrast', ...busy, contrast: true },
  { name: 'chat-busy-forced-colours', ...busy, forced: true },
  { name: 'chat-busy-320', ...busy, width: 320, height: 560 },
  { name: 'chat-busy-phone', ...busy, ...phone },
  { name: 'chat-busy-phone-dark', ...busy, ...phone, dark: true },
  { name: 'chat-busy-top-left', ...busy, attributes: { ...inChat, position: 'top-left' } },
  { name: 'chat-long-words', attributes: inChat, members: people(3), events: long },
  {
    name: 'chat-rtl',
    attributes: inChat,
    members: people(3),
    events: arabic,
    rtl: true,
    lang: 'ar',
  },
  { name: 'chat-german', ...busy, lang: 'de' },
  { name: 'chat-japanese', ...busy, lang: 'ja' },
  {
    name: 'chat-typing',
    ...busy,
    says: [
      {
        type: 'typing',
        members: [
          { id: 'p1', name: 'Bo Diddley' },
          { id: 'p2', name: 'Cy' },
        ],
        count: 4,
      },
    ],
  },
  {
    name: 'chat-unsent',
    ...busy,
    acts: async (page, line) => {
      line.cut();
      await page.locator('[part=chat-input]').fill('This waits for the connection.');
      await page.keyboard.press('Enter');
      await page.locator('.message').last().waitFor();
    },
  },
  {
    name: 'chat-actions',
    ...busy,
    acts: async (page) => {
      const first = page.locator('.message').first();
      await first.scrollIntoViewIfNeeded();
      // Scrolling closes menus, and is told with the next frame.
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      await first.hover();
      await page.locator('.actions').first().waitFor();
    },
  },
  {
    name: 'chat-mentions',
    ...busy,
    acts: async (page) => {
      await page.locator('[part=chat-input]').pressSequentially('What do you think, @');
      await page.locator('[role=listbox]').waitFor();
    },
  },
  { name: 'chat-paused', ...busy, welcome: { rules: { paused: true } } },
  // The cursors.
  { name: 'cursors', members: people(4), says: cursorsOf(3) },
  { name: 'cursors-dark', members: people(4), says: cursorsOf(3), dark: true },
  ...reading,
  ...reading
    .filter(({ name }) => name.includes('resting'))
    .map((state) => ({
      ...state,
      name: state.name.replace('resting', 'quiet'),
      attributes: { cursors: 'quiet' },
    })),
  {
    name: 'cursors-long-names',
    members: [
      ME,
      ...people(4)
        .slice(1)
        .map((each) => ({ ...each, name: LONG_NAME })),
    ],
    says: cursorsOf(3),
    restMs: 500,
    acts: (_, line) => Promise.resolve(line.say(tickOf(3, 5))),
  },
];
