import type { SelectedRange } from '../../../protocol/together.ts';
import type { Frames } from '../../helpers/frame-proxy.ts';
import type { Place } from '../../../widget/client/cursors/place.ts';
import { Visitor } from './lossy-world.ts';
import type { World } from './lossy-world.ts';

/** Frames that belong together, and how one sees that what they say has arrived. */
export interface Exchange {
  /** Each of them is caught, one at a time, between Ada and the server. */
  frames: readonly Frames[];
  /** What is there before. */
  before?: (world: World) => Promise<void> | void;
  /** What causes the frames. */
  act: (world: World) => Promise<void> | void;
  healed: (world: World) => boolean;
  /** It may take a new connection, or is the end of the connection. */
  connection?: 'may be replaced' | 'ends';
}

function place(path: number[], x: number): Place {
  return { key: path.join(), anchor: { path, box: [0, 0, 1, 1] }, flags: 0, x, y: 7 };
}

const point = ({ actor }: World, x = 100): void => actor.client.setCursor(place([1], x));
const points = async (world: World): Promise<void> => {
  point(world);
  await world.until('the cursor is shown', () => world.watcher.shown === '[1] 100');
};
const range = (to: number): SelectedRange => ({ from: place([1], 1), to: place([1], to) });
const selects = async (world: World): Promise<void> => {
  world.actor.selections.select(range(5));
  await world.until('it is shown', () => world.watcher.selected === 5);
};
const follow = ({ actor, watcher }: World): void => actor.following.follow(watcher.client.self?.id);
const says = async (world: World): Promise<void> => {
  await points(world);
  world.actor.client.setCursorChat('Look');
  await world.until('the text at the cursor is shown', () => world.watcher.cursorChat === 'Look');
};
const types = async (world: World): Promise<void> => {
  world.actor.client.chat.type(true);
  await world.until('it is shown who types', () => world.watcher.client.chat.typing.count === 1);
};
const posts = async (world: World): Promise<void> => {
  world.actor.client.chat.post('Hello');
  await world.until('everybody has it', () =>
    [world.ada, world.bob].every(({ texts }) => texts.includes('Hello')),
  );
};
const postTwo = ({ ada }: World): void => {
  ada.client.chat.post('one');
  ada.client.chat.post('two');
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
  void world.proxy.catch('lost', 'down', 'presence', 'Robert');
  world.bob.client.setProfile({ name: 'Robert' });
}

/** Ada joins while the server can't read its store. */
async function joinWithoutStore(world: World): Promise<void> {
  await posts(world);
  world.ada.client.disconnect();
  world.trouble.begin('fails');
  world.ada = new Visitor('Ada', world.proxy.origin, world.clock);
  await world.until('Ada has no chat', () => world.ada.client.chat.unavailable);
}

const rosterPages = new WeakSet<Visitor>();
const erased = new WeakMap<Visitor, boolean>();
function erase(ada: Visitor): void {
  erased.delete(ada);
  void ada.client.erase().then((done) => erased.set(ada, done));
}

export const EXCHANGES: Record<string, Exchange> = {
  'a message': {
    frames: [['down', 'chat', 'Hello']],
    act: ({ bob }) => void bob.client.chat.post('Hello'),
    healed: ({ ada }) => ada.texts.includes('Hello'),
  },
  'missed messages': {
    frames: [
      ['up', 'events'],
      ['down', 'chat', 'Hello'],
    ],
    // The next pulse would tell of the loss of the first one.
    before: (world) => world.until('there was a pulse', () => world.proxy.hasPassed('down', 'pulse')),
    act: ({ proxy, bob }) => {
      void proxy.catch('lost', 'down', 'chat', 'Hello');
      bob.client.chat.post('Hello');
      bob.client.chat.post('Still here?');
    },
    healed: ({ ada }) => ada.texts.join() === 'Hello,Still here?',
    connection: 'may be replaced',
  },
  'a deletion by the site': {
    frames: [['down', 'chat', '"delete"']],
    before: posts,
    act: (world) => world.site('DELETE', '/messages/1'),
    healed: ({ ada }) => ada.texts.includes('deleted'),
  },
  'the log, once it can be read': {
    frames: [['down', 'log']],
    before: joinWithoutStore,
    act: ({ trouble }) => trouble.end(),
    healed: ({ ada }) => !ada.client.chat.unavailable && ada.texts.includes('Hello'),
  },
  'a join': {
    frames: [['down', 'presence', 'joins']],
    act: async (world) => {
      world.cy = new Visitor('Cy', world.live.origin, world.clock);
      await world.until('Bob sees Cy', () => world.bob.names.includes('Cy'));
    },
    healed: ({ ada }) => ada.names.includes('Cy'),
  },
  'a leave': {
    frames: [['down', 'presence', 'leaves']],
    act: ({ bob }) => bob.client.disconnect(),
    healed: ({ ada }) => ada.names.join() === 'Ada',
  },
  'a new name': {
    frames: [
      ['up', 'profile', 'Robin'],
      ['down', 'presence', 'Robin'],
    ],
    act: ({ actor }) => actor.client.setProfile({ name: 'Robin' }),
    healed: ({ watcher }) => watcher.names.includes('Robin'),
  },
  'that somebody is back at the page': {
    frames: [
      ['up', 'profile', 'false'],
      ['down', 'presence', 'updates'],
    ],
    before: async (world) => {
      world.actor.client.setHidden(true);
      await world.until('it is shown', () => world.watcher.away);
    },
    act: ({ actor }) => actor.client.setHidden(false),
    healed: ({ watcher }) => !watcher.away,
  },
  'the page': {
    frames: [['up', 'page']],
    act: ({ ada }) => ada.client.setPage('/other'),
    healed: ({ bob }) => bob.client.alone,
  },
  'the rate': {
    frames: [['down', 'rate', '0']],
    act: ({ bob }) => bob.client.disconnect(),
    healed: ({ ada }) => ada.client.alone,
  },
  'a slot’s binding': {
    frames: [['down', 'slots', 'session']],
    act: point,
    healed: ({ ada }) => ada.shown === '[1] 100',
  },
  'a freed slot': {
    frames: [['down', 'slots', '"freed":[0]']],
    before: points,
    act: ({ bob }) => bob.client.setPage('/other'),
    healed: ({ ada }) => ada.shown === '' && ada.client.slots.size === 0,
  },
  'an anchor': {
    frames: [
      ['up', 'anchor'],
      ['down', 'anchor'],
    ],
    act: point,
    healed: ({ watcher }) => watcher.shown === '[1] 100',
  },
  'the last position': {
    frames: [
      ['up', 'cursors'],
      ['down', 'cursors'],
    ],
    before: points,
    act: (world) => point(world, 200),
    healed: ({ watcher }) => watcher.shown === '[1] 200',
  },
  'that a pointer has gone': {
    frames: [
      ['up', 'cursors'],
      ['down', 'cursors'],
    ],
    before: points,
    act: ({ actor }) => actor.client.setCursor(undefined),
    healed: ({ watcher }) => watcher.shown === '',
  },
  'cursors and their acknowledgement': {
    frames: [
      ['up', 'seen'],
      ['down', 'cursors'],
    ],
    act: (world) => world.repeat((x) => world.bob.client.setCursor(place([1], x)), 20),
    healed: ({ ada }) => ada.shown === '[1] 20',
  },
  'what is seen of the page in a crowd': {
    frames: [['up', 'view']],
    act: ({ proxy, ada, bob }) => {
      proxy.crowd = true;
      ada.client.setView(0, 0.5);
      bob.client.setPage('/other');
      bob.client.setPage('/');
    },
    healed: ({ proxy }) => proxy.hasPassed('up', 'view'),
  },
  'a text at a cursor': {
    frames: [
      ['up', 'cursor_chat', 'Look'],
      ['down', 'peer_cursor_chat', 'Look'],
    ],
    before: points,
    act: ({ actor }) => actor.client.setCursorChat('Look'),
    healed: ({ watcher }) => watcher.cursorChat === 'Look',
  },
  'the end of a text at a cursor': {
    frames: [
      ['up', 'cursor_chat', '""'],
      ['down', 'peer_cursor_chat', '""'],
    ],
    before: says,
    act: ({ actor }) => actor.client.setCursorChat(''),
    healed: ({ watcher }) => watcher.cursorChat === '',
  },
  'reactions on the page': {
    frames: [
      ['up', 'reaction'],
      ['down', 'peer_reaction'],
    ],
    act: (world) =>
      world.repeat(() => world.actor.client.send({ type: 'reaction', emoji: '🎉', spot: place([1], 1) }), 20),
    healed: ({ watcher }) => watcher.reactions > 5,
  },
  'what somebody selects': {
    frames: [
      ['up', 'selection'],
      ['down', 'peer_selection'],
    ],
    before: selects,
    act: ({ actor }) => actor.selections.select(range(9)),
    healed: ({ watcher }) => watcher.selected === 9,
  },
  'that somebody has nothing selected any more': {
    frames: [
      ['up', 'selection'],
      ['down', 'peer_selection'],
    ],
    before: selects,
    act: ({ actor }) => actor.selections.select(undefined),
    healed: ({ watcher }) => watcher.selected === undefined,
  },
  'that somebody is followed': {
    frames: [
      ['up', 'follow'],
      ['down', 'followers'],
    ],
    act: follow,
    healed: ({ watcher }) => watcher.following.followers === 1,
  },
  'that somebody is not followed any more': {
    frames: [
      ['up', 'follow'],
      ['down', 'followers'],
    ],
    before: async (world) => {
      follow(world);
      await world.until('they are followed', () => world.watcher.following.followers === 1);
    },
    act: ({ actor }) => actor.following.follow(undefined),
    healed: ({ watcher }) => watcher.following.followers === 0,
  },
  'that somebody can’t be followed': {
    frames: [['down', 'following']],
    act: ({ ada }) => ada.following.follow('nobody'),
    healed: ({ ada }) => ada.following.leader === undefined,
  },
  'what the followed see': {
    frames: [
      ['up', 'lead'],
      ['down', 'peer_lead'],
    ],
    before: async (world) => {
      world.watcher.following.follow(world.actor.client.self?.id);
      await world.until('they are followed', () => world.actor.following.followers === 1);
    },
    act: ({ actor }) => {
      actor.view = { spot: place([1], 7), line: 0.5 };
      actor.following.lead(actor.view);
    },
    healed: ({ watcher }) => watcher.lead?.view.spot.x === 7,
  },
  'that somebody types': {
    frames: [
      ['up', 'typing', 'true'],
      ['down', 'typing', 'name'],
    ],
    act: (world) => world.repeat(() => world.actor.client.chat.type(true), 24),
    healed: ({ actor, watcher }) => {
      actor.client.chat.type(true);
      return watcher.client.chat.typing.count === 1;
    },
  },
  'that nobody types any more': {
    frames: [
      ['up', 'typing', 'false'],
      ['down', 'typing', '[]'],
    ],
    before: types,
    act: ({ actor }) => actor.client.chat.type(false),
    healed: ({ watcher }) => watcher.client.chat.typing.count === 0,
  },
  'the rules': {
    frames: [['down', 'rules']],
    act: (world) => world.site('POST', '/moderation', { action: 'pause' }),
    healed: ({ ada }) => ada.client.rules.paused === true,
  },
  'that somebody has erased their messages': {
    frames: [['down', 'erased']],
    before: posts,
    act: ({ bob }) => void bob.client.erase(),
    healed: ({ ada }) => !ada.texts.includes('Hello'),
  },
  'an erasure': {
    frames: [
      ['up', 'erase'],
      ['down', 'erased'],
    ],
    act: ({ ada }) => erase(ada),
    healed: ({ ada }) => {
      // As the visitor does when told that it has failed.
      if (erased.get(ada) === false && ada.client.status === 'online') erase(ada);
      return erased.get(ada) === true;
    },
    connection: 'ends',
  },
  'a post': {
    frames: [
      ['up', 'chat_post'],
      ['down', 'ack'],
      ['down', 'chat', 'one'],
    ],
    act: postTwo,
    healed: ({ bob, ada }) => bob.texts.join() === 'one,two' && ada.texts.join() === 'one,two',
  },
  'that there were too many posts at once': {
    frames: [['down', 'error', 'rate_limited']],
    act: ({ ada }) => {
      for (let n = 1; n <= 8; n++) ada.client.chat.post(String(n));
    },
    healed: ({ bob, ada }) => bob.texts.length === 8 && ada.texts.join() === bob.texts.join(),
  },
  'an edit': {
    frames: [['up', 'chat_edit']],
    before: posts,
    act: ({ ada }) => ada.client.chat.edit(1, 'Hi'),
    healed: ({ bob }) => bob.texts.join() === 'Hi',
  },
  'a deletion': {
    frames: [['up', 'chat_delete']],
    before: posts,
    act: ({ ada }) => ada.client.chat.delete(1),
    healed: ({ bob }) => bob.texts.join() === 'deleted',
  },
  'a reaction': {
    frames: [['up', 'chat_react']],
    before: posts,
    act: ({ ada }) => ada.client.chat.react(1, '👍', true),
    healed: ({ bob }) => bob.client.chat.items[0]?.reactions?.length === 1,
  },
  'older messages': {
    frames: [
      ['up', 'history'],
      ['down', 'history'],
    ],
    before: many,
    act: ({ ada }) => ada.client.chat.loadOlder(),
    healed: ({ ada }) => {
      // As the list does at its upper end.
      ada.client.chat.loadOlder();
      return ada.texts.length === 120;
    },
  },
  'a quoted message': {
    frames: [
      ['up', 'quotes'],
      ['down', 'quotes'],
    ],
    before: many,
    act: ({ ada }) => void ada.client.chat.quote(3),
    healed: ({ ada }) => ada.client.chat.quote(3)?.text === '3',
  },
  'a page of the roster': {
    frames: [
      ['up', 'roster'],
      ['down', 'roster'],
    ],
    act: ({ ada, clock }) => {
      ada.client.on('rosterPage', () => rosterPages.add(ada));
      ada.client.send({ type: 'roster', limit: 100 });
      // As the list of people does.
      clock.after(10_000, () => ada.client.send({ type: 'roster', limit: 100 }));
    },
    healed: ({ ada }) => rosterPages.has(ada),
  },
  'the hello': {
    frames: [
      ['up', 'hello'],
      ['down', 'welcome'],
    ],
    before: ({ ada }) => ada.client.disconnect(),
    act: ({ ada }) => ada.client.connect(),
    healed: ({ ada }) => ada.names.length === 2,
    connection: 'may be replaced',
  },
  'the hello again after a loss': {
    frames: [
      ['up', 'hello'],
      ['down', 'welcome'],
    ],
    act: loseAName,
    healed: ({ ada }) => ada.names.includes('Robert'),
  },
  'a pulse': {
    frames: [
      ['down', 'pulse'],
      ['up', 'pulse'],
    ],
    act: ({ ada }) => ada.client.setProfile({ name: 'Countess' }),
    healed: ({ bob, ada }) => bob.names.includes('Countess') && !ada.client.alone,
  },
  'a ping': {
    frames: [
      ['up', 'ping'],
      ['down', 'pong'],
    ],
    before: ({ clock }) => clock.advance(2_000),
    act: ({ ada }) => ada.client.wake(),
    healed: ({ ada }) => ada.client.status === 'online' && ada.names.length === 2,
    connection: 'may be replaced',
  },
};
