/** How the build cuts the widget into scripts that share code; what it can't cut, it refuses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rollup } from 'rollup';
import { hashedNames } from '../../scripts/rollup-plugin-hashed-names.mjs';
import { scriptFunctions } from '../../scripts/rollup-plugin-script-functions.mjs';

type Modules = Record<string, string>;

const ENTRY = `export const loadScript = (name) => globalThis.load(name); import('core');`;
const CHAT = `import { count } from 'core'; globalThis.seen = count;`;

/** File name → code. */
async function cut(modules: Modules): Promise<Map<string, string>> {
  const bundle = await rollup({
    input: 'entry',
    plugins: [{ name: 'modules', resolveId: (id) => id, load: (id) => modules[id] }],
  });
  const { output } = await bundle.generate({
    format: 'es',
    entryFileNames: 'live-presence.js',
    chunkFileNames: 'live-presence-[name].js',
    plugins: [scriptFunctions(), hashedNames()],
  });
  return new Map(
    output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : String(file.source)]),
  );
}

void test('each script is named after its hash, and the one that loads it knows that', async () => {
  const files = await cut({
    entry: ENTRY,
    core: `export const count = 1; import('chat');`,
    chat: CHAT,
  });
  assert.match(files.get('live-presence.js') ?? '', /load\w*\("core-[A-Za-z\d]{43}", /);
  const [, core] = [...files].find(([name]) => name.startsWith('live-presence-core-')) ?? [];
  assert.match(
    core ?? '',
    /loadScript\("chat-[A-Za-z\d]{43}", \$shared\)[^]*const \$shared = \[count, loadScript\]/,
  );
});

const REFUSED: Record<string, [modules: Modules, message: RegExp]> = {
  'a variable that is shared': [
    { core: `export let count = 1; export const add = () => count++; import('chat');`, chat: CHAT },
    /count is shared .* no const/,
  ],
  'one from an array': [
    { core: `export let [, count = 1] = [0]; export const add = () => count++; import('chat');`, chat: CHAT },
    /count is shared .* no const/,
  ],
  'one from an object': [
    {
      core: `export let { a: { ...count } } = { a: {} }; export const add = () => (count = 1); import('chat');`,
      chat: CHAT,
    },
    /count is shared .* no const/,
  ],
  'an entry that loads more than the core': [
    { entry: `${ENTRY} import('chat');`, core: `globalThis.core = 1;`, chat: `globalThis.chat = 1;` },
    /it has to load the core, and nothing else/,
  ],
  'scripts that load each other': [
    {
      core: `export const count = 1; import('chat');`,
      chat: `import { count } from 'core'; globalThis.seen = count; import('people');`,
      people: `import { count } from 'core'; globalThis.people = count; import('chat');`,
    },
    /chat\.js loads live-presence-people\.js loads live-presence-chat\.js: a circle/,
  ],
};
for (const [what, [modules, message]] of Object.entries(REFUSED))
  void test(`the build refuses ${what}`, async () => {
    await assert.rejects(cut({ entry: ENTRY, ...modules }), message);
  });
