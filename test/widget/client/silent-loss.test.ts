import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ManualClock } from '../../helpers/manual-clock.ts';
import type { Place } from '../../../widget/client/place.ts';
import { STEP_MS, Visitor, World } from './lossy-world.ts';

function place(path: number[], x: number): Place {
  return { key: path.join(), anchor: { path, box: [0, 0, 1, 1] }, flags: 0, x, y: 7 };
}

interface Loss {
  /** The frame, and the direction in which Ada loses it. */
  frame: [direction: 'up' | 'down', kind: string, about?: string];
  /** What is there before. */
  before?: (world: World) => Promise<void> | void;
  /** What causes the frame. */
  act: (world: World) => Promise<void> | void;
  healed: (world: World) => boolean;
}

const postOf = async (world: World, who: Visitor, text: string): Promise<void> => {
  who.client.chat.post(text);
  await world.until(`everybody has ${text}`, () =>
    [world.ada, world.bob].every(({ texts }) => texts.includes(text)),
  );
};
const bobPoints = async (world: World): Promise<void> => {
  world.bob.client.setCursor(place([1], 100));
  await world.until('Ada sees Bob point', () => world.ada.shown === '[1] 100');
};
const adaPoints = async (world: World): Promise<void> => {
  world.ada.client.setCursor(place([1], 100));
  await world.until('Bob sees Ada point', () => world.bob.shown === '[1] 100');
};

const LOSSES: Record<string, Loss> = {
  'a message': {
    frame: ['down', 'chat', 'Hello'],
    act: ({ bob }) => void bob.client.chat.post('Hello'),
    healed: ({ ada }) => ada.texts.includes('Hello'),
  },
  'a deletion by the site': {
    frame: ['down', 'chat', '"delete"'],
    before: (world) => postOf(world, world.bob, 'Hello'),
    act: (world) => world.site('DELETE', '/messages/1'),
    healed: ({ ada }) => ada.texts.includes('deleted'),
  },
  'a join': {
    frame: ['down', 'presence', 'joins'],
    act: async (world) => {
      world.cy = new Visitor('Cy', world.live.origin, world.clock);
      await world.until('Bob sees Cy', () => world.bob.names.includes('Cy'));
    },
    healed: ({ ada }) => ada.names.includes('Cy'),
  },
  'a leave': {
    frame: ['down', 'presence', 'leaves'],
    act: ({ bob }) => bob.client.disconnect(),
    healed: ({ ada }) => ada.names.join() === 'Ada',
  },
  'a new name': {
    frame: ['down', 'presence', 'Robert'],
    act: ({ bob }) => bob.client.setProfile({ name: 'Robert' }),
    healed: ({ ada }) => ada.names.includes('Robert'),
  },
  'the rate': {
    frame: ['down', 'rate', '0'],
    act: ({ bob }) => bob.client.disconnect(),
    healed: ({ ada }) => ada.client.alone,
  },
  'a slot’s binding': {
    frame: ['down', 'slots', 'session'],
    act: ({ bob }) => bob.client.setCursor(place([1], 100)),
    healed: ({ ada }) => ada.shown === '[1] 100',
  },
  'a freed slot': {
    frame: ['down', 'slots', '"freed":[0]'],
    before: bobPoints,
    act: ({ bob }) => bob.client.setPage('/other'),
    healed: ({ ada }) => ada.shown === '' && ada.client.slots.size === 0,
  },
  'an anchor': {
    frame: ['down', 'anchor'],
    act: ({ bob }) => bob.client.setCursor(place([1], 100)),
    healed: ({ ada }) => ada.shown === '[1] 100',
  },
  'the last position': {
    frame: ['down', 'cursors'],
    before: bobPoints,
    act: ({ bob }) => bob.client.setCursor(place([1], 200)),
    healed: ({ ada }) => ada.shown === '[1] 200',
  },
  'a text at a cursor': {
    frame: ['down', 'peer_cursor_chat', 'Look'],
    before: bobPoints,
    act: ({ bob }) => bob.client.setCursorChat('Look'),
    healed: ({ ada }) => ada.cursorChat === 'Look',
  },
  'the end of a text at a cursor': {
    frame: ['down', 'peer_cursor_chat', '""'],
    before: async (world) => {
      await bobPoints(world);
      world.bob.client.setCursorChat('Look');
      await world.until('Ada sees it', () => world.ada.cursorChat === 'Look');
    },
    act: ({ bob }) => bob.client.setCursorChat(''),
    healed: ({ ada }) => ada.cursorChat === '',
  },
  'that somebody types': {
    frame: ['down', 'typing', 'Bob'],
    act: async (world) => {
      for (let ms = 0; ms < 6_000; ms += STEP_MS) {
        world.bob.client.chat.type(true);
        await world.settle();
        world.clock.advance(STEP_MS);
      }
    },
    healed: ({ ada, bob }) => {
      bob.client.chat.type(true);
      return ada.client.chat.typing.names.includes('Bob');
    },
  },
  'that nobody types any more': {
    frame: ['down', 'typing', '[]'],
    before: async (world) => {
      world.bob.client.chat.type(true);
      await world.until('Ada sees it', () => world.ada.client.chat.typing.count === 1);
    },
    act: ({ bob }) => bob.client.chat.type(false),
    healed: ({ ada }) => ada.client.chat.typing.count === 0,
  },
  'the rules': {
    frame: ['down', 'rules'],
    act: (world) => world.site('POST', '/moderation', { action: 'pause' }),
    healed: ({ ada }) => ada.client.rules.paused === true,
  },
  'that somebody has erased their messages': {
    frame: ['down', 'erased'],
    before: (world) => postOf(world, world.bob, 'Hello'),
    act: ({ bob }) => void bob.client.erase(),
    healed: ({ ada }) => !ada.texts.includes('Hello'),
  },
  'an ack': {
    frame: ['down', 'ack'],
    act: ({ ada }) => {
      ada.client.chat.post('one');
      ada.client.chat.post('two');
    },
    healed: ({ bob, ada }) => bob.texts.includes('two') && ada.texts.join() === 'one,two',
  },
  'a post’s event': {
    frame: ['down', 'chat', 'one'],
    act: ({ ada }) => {
      ada.client.chat.post('one');
      ada.client.chat.post('two');
    },
    healed: ({ bob, ada }) => bob.texts.includes('two') && ada.texts.join() === 'one,two',
  },
  'older messages': {
    frame: ['down', 'history'],
    before: many,
    act: ({ ada }) => ada.client.chat.loadOlder(),
    healed: ({ ada }) => ada.texts.length === 120,
  },
  'a quoted message': {
    frame: ['down', 'quotes'],
    before: many,
    act: ({ ada }) => void ada.client.chat.quote(3),
    healed: ({ ada }) => ada.client.chat.quote(3)?.text === '3',
  },
  'the request of older messages': {
    frame: ['up', 'history'],
    before: many,
    act: ({ ada }) => ada.client.chat.loadOlder(),
    healed: ({ ada }) => ada.texts.length === 120,
  },
  'the request of a quoted message': {
    frame: ['up', 'quotes'],
    before: many,
    act: ({ ada }) => void ada.client.chat.quote(3),
    healed: ({ ada }) => ada.client.chat.quote(3)?.text === '3',
  },
  'a page of the roster': {
    frame: ['down', 'roster'],
    act: ({ ada, clock }) => loadRoster(ada, clock),
    healed: ({ ada }) => rosterPages.has(ada),
  },
  'the request of a page of the roster': {
    frame: ['up', 'roster'],
    act: ({ ada, clock }) => loadRoster(ada, clock),
    healed: ({ ada }) => rosterPages.has(ada),
  },
  'a post': {
    frame: ['up', 'chat_post'],
    act: ({ ada }) => {
      ada.client.chat.post('one');
      ada.client.chat.post('two');
    },
    healed: ({ bob }) => bob.texts.join() === 'one,two',
  },
  'an edit': {
    frame: ['up', 'chat_edit'],
    before: (world) => postOf(world, world.ada, 'Hello'),
    act: ({ ada }) => ada.client.chat.edit(1, 'Hi'),
    healed: ({ bob }) => bob.texts.join() === 'Hi',
  },
  'a reaction': {
    frame: ['up', 'chat_react'],
    before: (world) => postOf(world, world.ada, 'Hello'),
    act: ({ ada }) => ada.client.chat.react(1, '👍', true),
    healed: ({ bob }) => bob.client.chat.items[0]?.reactions?.length === 1,
  },
  'the visitor’s new name': {
    frame: ['up', 'profile'],
    act: ({ ada }) => ada.client.setProfile({ name: 'Countess' }),
    healed: ({ bob }) => bob.names.includes('Countess'),
  },
  'that the visitor is back at the page': {
    frame: ['up', 'profile', 'false'],
    before: async (world) => {
      world.ada.client.setHidden(true);
      await world.until('Bob sees it', () =>
        [...world.bob.client.roster.members.values()].some(({ away }) => away),
      );
    },
    act: ({ ada }) => ada.client.setHidden(false),
    healed: ({ bob }) => ![...bob.client.roster.members.values()].some(({ away }) => away),
  },
  'the visitor’s page': {
    frame: ['up', 'page'],
    act: ({ ada }) => ada.client.setPage('/other'),
    healed: ({ bob }) => bob.client.alone,
  },
  'the visitor’s anchor': {
    frame: ['up', 'anchor'],
    act: ({ ada }) => ada.client.setCursor(place([1], 100)),
    healed: ({ bob }) => bob.shown === '[1] 100',
  },
  'the visitor’s last position': {
    frame: ['up', 'cursors'],
    before: adaPoints,
    act: ({ ada }) => ada.client.setCursor(place([1], 200)),
    healed: ({ bob }) => bob.shown === '[1] 200',
  },
  'that the visitor’s pointer has gone': {
    frame: ['up', 'cursors'],
    before: adaPoints,
    act: ({ ada }) => ada.client.setCursor(undefined),
    healed: ({ bob }) => bob.shown === '',
  },
  'the visitor’s text at their cursor': {
    frame: ['up', 'cursor_chat', 'Look'],
    before: adaPoints,
    act: ({ ada }) => ada.client.setCursorChat('Look'),
    healed: ({ bob }) => bob.cursorChat === 'Look',
  },
  'that the visitor’s text has ended': {
    frame: ['up', 'cursor_chat', '""'],
    before: async (world) => {
      await adaPoints(world);
      world.ada.client.setCursorChat('Look');
      await world.until('Bob sees it', () => world.bob.cursorChat === 'Look');
    },
    act: ({ ada }) => ada.client.setCursorChat(''),
    healed: ({ bob }) => bob.cursorChat === '',
  },
  'that the visitor types no more': {
    frame: ['up', 'typing', 'false'],
    before: async (world) => {
      world.ada.client.chat.type(true);
      await world.until('Bob sees it', () => world.bob.client.chat.typing.count === 1);
    },
    act: ({ ada }) => ada.client.chat.type(false),
    healed: ({ bob }) => bob.client.chat.typing.count === 0,
  },
  'an acknowledgement of cursors': {
    frame: ['up', 'seen'],
    act: async (world) => {
      for (let x = 1; x <= 20; x++) {
        world.bob.client.setCursor(place([1], x));
        await world.settle();
        world.clock.advance(STEP_MS);
      }
    },
    healed: ({ ada }) => ada.shown === '[1] 20',
  },
  'cursors that are to be acknowledged': {
    frame: ['down', 'cursors'],
    act: async (world) => {
      for (let x = 1; x <= 20; x++) {
        world.bob.client.setCursor(place([1], x));
        await world.settle();
        world.clock.advance(STEP_MS);
      }
    },
    healed: ({ ada }) => ada.shown === '[1] 20',
  },
  'that the visitor says hello again after a loss': {
    frame: ['up', 'hello'],
    act: loseAName,
    healed: ({ ada }) => ada.names.includes('Robert'),
  },
  'the welcome after a loss': {
    frame: ['down', 'welcome'],
    act: loseAName,
    healed: ({ ada }) => ada.names.includes('Robert'),
  },
  'a pulse': {
    frame: ['down', 'pulse'],
    act: () => undefined,
    healed: ({ ada }) => ada.names.length === 2 && !ada.client.alone,
  },
  'the answer to a pulse': {
    frame: ['up', 'pulse'],
    act: ({ ada }) => ada.client.setProfile({ name: 'Countess' }),
    healed: ({ bob }) => bob.names.includes('Countess'),
  },
};

/** Enough messages that the first are in no welcome. */
async function many(world: World): Promise<void> {
  world.ada.client.disconnect();
  for (let n = 1; n <= 120; n++)
    await world.site('POST', '/messages', { text: String(n), op: `n${String(n)}` });
  world.ada = new Visitor('Ada', world.proxy.origin, world.clock);
  await world.until('Ada has the newest', () => world.ada.texts.length === 100);
}

/** Ada misses that Bob calls himself Robert, and says hello again once she is told. */
function loseAName(world: World): void {
  void world.proxy.swallow('down', 'presence', 'Robert');
  world.bob.client.setProfile({ name: 'Robert' });
}

const rosterPages = new WeakSet<Visitor>();
function loadRoster(ada: Visitor, clock: ManualClock): void {
  ada.client.on('rosterPage', () => rosterPages.add(ada));
  ada.client.requestRoster(undefined, 100);
  // As the list of people does.
  clock.after(10_000, () => ada.client.requestRoster(undefined, 100));
}

void describe('a frame that is lost without a trace, before a silence', () => {
  for (const [what, { frame, before, act, healed }] of Object.entries(LOSSES))
    void test(`${frame[0] === 'up' ? '↑' : '↓'} ${what}: healed within 15 s, on the same connection`, async () => {
      await using world = new World();
      await world.start();
      await world.join();
      await before?.(world);
      const connections = world.proxy.connections;
      let lost = false;
      void world.proxy.swallow(...frame).then(() => {
        lost = true;
      });
      await act(world);
      await world.until('the frame is sent', () => lost);
      await world.until('it is healed', () => healed(world));
      assert.equal(world.proxy.connections, connections);
      // And all goes on.
      world.ada.client.setProfile({ name: 'Lady' });
      await world.until('it goes on', () => world.ada.client.self?.name === 'Lady');
    });
});
