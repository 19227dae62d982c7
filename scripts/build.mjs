// Builds what is stale: `node scripts/build.mjs [--force] [--dev] [target …]`.
//
// A target is stale when the hash of what it is made from is not the one noted beside its output, or when an
// output is missing. `--dev` leaves the bundles readable.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, filesOf, hashOf } from './sources.mjs';

const SHARED = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'scripts/build.mjs'];
const BUNDLER = ['rollup.config.mjs', 'scripts/rollup-plugin-minify-literals.mjs'];
const WIDGET_PLUGINS = [
  'scripts/rollup-plugin-own-lit.mjs',
  'scripts/rollup-plugin-self-contained-entry.mjs',
];

/** In building order. */
const TARGETS = [
  {
    name: 'server',
    inputs: [...SHARED, 'protocol', 'server'],
    outputs: ['dist/server/main.js', 'dist/protocol/messages.js'],
    build: () => compile('server'),
  },
  {
    name: 'widget',
    inputs: [...SHARED, ...BUNDLER, ...WIDGET_PLUGINS, 'protocol', 'widget'],
    outputs: ['dist/widget/live-presence.js'],
    build: (options) => bundle('widget', options),
  },
  {
    name: 'cli',
    inputs: [...SHARED, 'rollup.config.mjs', 'protocol', 'widget/client', 'cli'],
    outputs: ['dist/cli/main.js'],
    build: (options) => bundle('cli', options),
  },
  {
    name: 'demo',
    inputs: [
      ...SHARED,
      ...BUNDLER,
      'protocol',
      'widget/client',
      'widget/anchors',
      'widget/motion',
      'widget/host',
      'demo',
    ],
    outputs: ['dist/demo/demo.js'],
    build: (options) => bundle('demo', options),
  },
  {
    name: 'package',
    inputs: [...SHARED, ...BUNDLER, 'scripts/manifest.mjs', 'protocol', 'widget', 'server'],
    outputs: [
      'dist/package/live-presence.js',
      'dist/package/server.d.ts',
      'dist/package/custom-elements.json',
    ],
    build: async () => {
      rmSync(join(ROOT, 'dist/package'), { recursive: true, force: true });
      for (const part of ['package', 'package-types', 'server-types']) await write(part, {});
      const { manifest } = await import('./manifest.mjs');
      const text = JSON.stringify(await manifest(), undefined, 2);
      writeFileSync(join(ROOT, 'dist/package/custom-elements.json'), `${text}\n`);
    },
  },
];

/** What the server serves; the rest is for those who import the package. */
export const SERVED = ['server', 'widget', 'cli', 'demo'];

/** @returns {Promise<string[]>} the names of the targets that were built */
export async function build({ force = false, dev = false, only = [] } = {}) {
  const built = [];
  for (const target of TARGETS) {
    if (only.length > 0 && !only.includes(target.name)) continue;
    const note = join(ROOT, 'dist/.build', target.name);
    const hash = `${dev ? 'dev ' : ''}${hashOf(filesOf(target.inputs))}`;
    const complete = target.outputs.every((output) => existsSync(join(ROOT, output)));
    if (!force && complete && existsSync(note) && readFileSync(note, 'utf8') === hash) continue;
    const start = performance.now();
    rmSync(note, { force: true });
    await target.build({ dev });
    mkdirSync(join(ROOT, 'dist/.build'), { recursive: true });
    writeFileSync(note, hash);
    built.push(target.name);
    console.log(`built ${target.name} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
  return built;
}

function compile(project) {
  // Whatever made it stale, the compiler's own notes may believe in outputs that are gone.
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-b', project, '--force'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) throw new BuildError(`tsc -b ${project} found errors`);
}

async function bundle(name, options) {
  rmSync(join(ROOT, 'dist', name), { recursive: true, force: true });
  await write(name, options);
}

async function write(name, { dev }) {
  const [{ rollup }, { configure }] = await Promise.all([import('rollup'), import('../rollup.config.mjs')]);
  const { output, ...input } = configure(name, { dev });
  try {
    const bundled = await rollup(input);
    await bundled.write(output);
    await bundled.close();
  } catch (error) {
    const where = error.loc ? ` (${error.loc.file}:${error.loc.line})` : '';
    throw new BuildError(`${error.message}${where}`);
  }
}

/** A mistake in what is built, not in the building: its message says enough. */
export class BuildError extends Error {}

if (process.argv[1] === import.meta.filename) {
  const args = process.argv.slice(2);
  const only = args.filter((arg) => !arg.startsWith('--'));
  try {
    const built = await build({ force: args.includes('--force'), dev: args.includes('--dev'), only });
    if (built.length === 0) console.log('nothing is stale');
  } catch (error) {
    console.error(error instanceof BuildError ? `build: ${error.message}` : error);
    process.exit(1);
  }
}
