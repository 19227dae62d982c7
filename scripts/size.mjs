// Checks the widget's transfer size (brotli 11, as a proxy or a CDN sends it) against budgets, and prints how far it is
// from its goals.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { ROOT } from './sources.mjs';

const FOLDER = join(ROOT, 'dist/widget');
/** What the widget is to weigh; not all of it is reached yet. */
const GOALS = [
  { most: 2_000, what: 'that the page waits for', of: ['live-presence.js'] },
  { most: 17_500, what: 'for every visitor who stays', of: ['live-presence.js', 'live-presence-core'] },
  {
    most: 12_000,
    what: 'more with others on the page',
    of: ['live-presence-anchors', 'live-presence-cursors'],
  },
  {
    most: 14_000,
    what: 'more for the chat',
    of: ['live-presence-chat-module', 'live-presence-chat-tracker'],
  },
];
/**
 * Each chunk is in exactly one budget. Budgets only ever go down.
 *
 * `online`: what the buttons open, loaded for everybody once the page is online, so that it needs no network later.
 */
const BUDGETS = [
  {
    what: 'that the page waits for',
    holds: (name) => name === 'live-presence.js',
    most: 1_900,
  },
  {
    what: 'more for every visitor who stays',
    holds: (name) => name.startsWith('live-presence-core'),
    most: 20_050,
  },
  {
    what: 'more to find places on the page, for pins and for cursors',
    holds: (name) => name.startsWith('live-presence-anchors'),
    most: 5_900,
    online: true,
  },
  {
    what: 'more with others on the page, after that',
    holds: (name) => name.startsWith('live-presence-cursors'),
    most: 7_600,
  },
  {
    what: 'more where many move, to send right before a tick',
    holds: (name) => name.startsWith('live-presence-tick-phase'),
    most: 500,
  },
  {
    what: 'more where the site maps points itself',
    holds: (name) => name.startsWith('live-presence-mapped-places'),
    most: 800,
  },
  {
    what: 'more around their cursors: labels, rings, what they say',
    holds: (name) => name.startsWith('live-presence-around-cursors'),
    most: 3_650,
  },
  {
    what: 'more where the site wants its cursors quiet',
    holds: (name) => name.startsWith('live-presence-quiet-marks'),
    most: 1_350,
  },
  {
    what: 'more where the script tag mounts the element',
    holds: (name) => name.startsWith('live-presence-keep-mounted'),
    most: 450,
  },
  {
    what: 'more to scroll to a cursor or a pin',
    holds: (name) => name.startsWith('live-presence-scroll-to-place'),
    most: 750,
  },
  {
    what: 'more to describe what one points at, for pages that differ',
    holds: (name) => /^live-presence-likeness-(?!search)/.test(name),
    most: 2_450,
    online: true,
  },
  {
    what: 'more to find it on a page that differs',
    holds: (name) => name.startsWith('live-presence-likeness-search'),
    most: 3_100,
  },
  {
    what: 'more where no socket can be opened',
    holds: (name) => name.startsWith('live-presence-probe'),
    most: 600,
  },
  {
    what: 'more for people beyond the window’s edges, or where a key opens the cursor chat',
    holds: (name) => name.startsWith('live-presence-offscreen'),
    most: 1_950,
  },
  {
    what: 'more for the cursor chat',
    holds: (name) => name.startsWith('live-presence-cursor-chat'),
    most: 1_500,
  },
  {
    what: 'more to order and count messages',
    holds: (name) => name.startsWith('live-presence-chat-tracker'),
    most: 1_850,
    online: true,
  },
  {
    what: 'more for the chat, after that',
    holds: (name) => name.startsWith('live-presence-chat-module'),
    most: 13_750,
    online: true,
  },
  {
    what: 'more for what the chat shows only now and then',
    holds: (name) => name.startsWith('live-presence-details'),
    most: 3_900,
    online: true,
  },
  {
    what: 'more to keep input in panels from the page',
    holds: (name) => name.startsWith('live-presence-input-guard'),
    most: 700,
    online: true,
  },
  {
    what: 'more to keep what is typed in them from the page',
    holds: (name) => name.startsWith('live-presence-key-guard'),
    most: 900,
    online: true,
  },
  {
    what: 'more to keep the focus in panels while the page has a trap for it',
    holds: (name) => name.startsWith('live-presence-focus-guard'),
    most: 600,
    online: true,
  },
  {
    what: 'more to hand over what was typed before that',
    holds: (name) => name.startsWith('live-presence-hand-over'),
    most: 450,
  },
  {
    what: 'more where the visitor is asked for consent',
    holds: (name) => name.startsWith('live-presence-consent'),
    most: 700,
  },
  {
    what: 'more for sound and notifications in the chat',
    holds: (name) => name.startsWith('live-presence-alerts'),
    most: 1_000,
    online: true,
  },
  {
    what: 'more for languages other than English',
    holds: (name) => name.startsWith('live-presence-languages'),
    most: 650,
  },
  // Each visitor loads at most one of these.
  ...['ar', 'de', 'es', 'fr', 'ja', 'pt', 'zh'].map((language) => ({
    what: `in ${language}`,
    holds: (name) => name.startsWith(`live-presence-${language}-`),
    most: 2_200,
  })),
  {
    what: 'more for the menus of messages',
    holds: (name) => name.startsWith('live-presence-message-menu'),
    most: 1_100,
    online: true,
  },
  {
    what: 'more to suggest whom to mention',
    holds: (name) => name.startsWith('live-presence-suggestion-list'),
    most: 850,
    online: true,
  },
  {
    what: 'more for pins in the chat',
    holds: (name) => name.startsWith('live-presence-pins'),
    most: 1_300,
    online: true,
  },
  {
    what: 'more for the people list',
    holds: (name) => name.startsWith('live-presence-people'),
    most: 3_450,
    online: true,
  },
  {
    what: 'more for choosing name and colour in it',
    holds: (name) => name.startsWith('live-presence-profile'),
    most: 1_050,
    online: true,
  },
  {
    what: 'more with the list of people, or once somebody follows or reacts',
    holds: (name) => name.startsWith('live-presence-together'),
    most: 2_000,
  },
  {
    what: 'more where somebody follows',
    holds: (name) => name.startsWith('live-presence-follow'),
    most: 3_000,
  },
  {
    what: 'more where somebody reacts on the page',
    holds: (name) => name.startsWith('live-presence-reactions'),
    most: 900,
  },
  {
    what: 'more to choose a reaction',
    holds: (name) => name.startsWith('live-presence-reaction-picker'),
    most: 1_500,
  },
  {
    what: 'more where a part is placed alone',
    holds: (name) => name.startsWith('live-presence-owner-controller'),
    most: 400,
  },
  {
    what: 'more for its theme',
    holds: (name) => name.startsWith('live-presence-owner-theme'),
    most: 560,
  },
  {
    what: 'more to erase all of one’s messages',
    holds: (name) => name.startsWith('live-presence-erasure'),
    most: 250,
  },
  {
    what: 'more where an attribute is invalid',
    holds: (name) => name.startsWith('live-presence-settings-warnings'),
    most: 500,
  },
  {
    what: 'more for the list of a crowd beside the list of people',
    holds: (name) => name.startsWith('live-presence-crowd'),
    most: 850,
    online: true,
  },
];
const number = (value) => value.toLocaleString('en-GB').padStart(7);

const scripts = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.js'))
  .sort();
const sizes = new Map(scripts.map((name) => [name, sizesOf(name)]));
let failed = false;
let waiting = 0;
for (const { what, holds, most, online = false } of BUDGETS) {
  let sum = 0;
  for (const name of scripts.filter(holds)) {
    const { brotli, gzip, raw } = sizes.get(name);
    sum += brotli;
    console.log(`${number(brotli)} B brotli · ${number(gzip)} gzip · ${number(raw)} raw · ${name}`);
  }
  const verdict = sum === 0 ? 'MISSING' : sum > most ? `${number(sum - most).trim()} B TOO MUCH` : 'ok';
  const goal = GOALS.find(({ of }) => of.length === 1 && holds(of[0]));
  const aim = goal ? ` (goal: ${number(goal.most).trim()})` : '';
  console.log(`${number(sum)} B of ${number(most)}${aim} ${what}: ${verdict}\n`);
  failed ||= verdict !== 'ok';
  if (online) waiting += sum;
}
const unbudgeted = scripts.filter((name) => !BUDGETS.some(({ holds }) => holds(name)));
if (unbudgeted.length > 0) {
  console.log(`in no budget: ${unbudgeted.join(', ')}`);
  failed = true;
}
console.log('goals:');
for (const { most, what, of } of GOALS) {
  let sum = 0;
  for (const name of scripts.filter((script) => of.some((beginning) => script.startsWith(beginning))))
    sum += sizes.get(name).brotli;
  const distance = sum > most ? `${number(sum - most).trim()} B to go` : 'reached';
  console.log(`${number(sum)} B of ${number(most)} ${what}: ${distance}`);
}
console.log(`${number(waiting)} B more once they are online, for what their buttons open`);
process.exit(failed ? 1 : 0);

/**
 * With other hashes in it, as long and as random: they change with each script that it loads, and some compress by 50 B
 * better than others.
 */
function sizesOf(name) {
  const code = readFileSync(join(FOLDER, name), 'utf8').replace(
    /(["'`])([a-z-]+)-[\w-]{43}\1/g,
    (_, quote, loaded) => `${quote}${loaded}-${plainHashOf(loaded)}${quote}`,
  );
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  return {
    raw: Buffer.byteLength(code),
    gzip: gzipSync(code).length,
    brotli: brotliCompressSync(code, { params }).length,
  };
}

function plainHashOf(text) {
  for (let n = 0; ; n++) {
    const hash = createHash('sha256').update(`${text} ${n}`).digest('base64url');
    if (/^[A-Za-z\d]+$/.test(hash)) return hash;
  }
}
