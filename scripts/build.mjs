// Builds what is stale: `node scripts/build.mjs [--force] [--dev] [target …]`.
//
// A target is stale if the hash of its inputs differs from the one stored next to its output, or if an output is
// missing. `--dev` leaves the bundles readable.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { ROOT, filesOf, hashOf } from './sources.mjs';

const SHARED = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'scripts/build.mjs'];
const BUNDLER = [
  'rollup.config.mjs',
  'scripts/edit-code.mjs',
  'scripts/unused-lit.mjs',
  ...readdirSync(import.meta.dirname)
    .filter((name) => /^rollup-plugin-[\w-]+\.mjs$/.test(name))
    .map((name) => `scripts/${name}`),
];
const PACKAGE_SCRIPTS = ['scripts/manifest.mjs', 'scripts/common-js.mjs'];

/** In development, scripts/dev.mjs makes the demo's pages reload. */
export const RELOAD_PORT = 8788;
const RELOAD = `new EventSource('http://localhost:${RELOAD_PORT}/').onmessage = () => location.reload();`;

/** In build order. */
const TARGETS = [
  {
    name: 'server',
    inputs: [...SHARED, 'protocol', 'server'],
    outputs: ['dist/server/main.js', 'dist/protocol/messages.js'],
    build: () => compile(['protocol', 'server']),
  },
  {
    name: 'widget',
    inputs: [...SHARED, ...BUNDLER, 'protocol', 'widget'],
    outputs: ['dist/widget/live-presence.js'],
    build: async (options) => {
      await bundle('widget', options);
      await compress('dist/widget');
    },
  },
  {
    name: 'cli',
    inputs: [...SHARED, 'protocol', 'widget/client', 'cli'],
    outputs: ['dist/cli/main.js'],
    build: bundleCommandLine,
  },
  {
    name: 'demo',
    inputs: [
      ...SHARED,
      'protocol',
      'widget/client',
      'widget/anchors',
      'widget/motion',
      'widget/host',
      'demo',
    ],
    outputs: ['dist/demo/demo.js'],
    build: bundleDemo,
  },
  {
    name: 'package',
    inputs: [...SHARED, ...BUNDLER, ...PACKAGE_SCRIPTS, 'protocol', 'widget', 'server'],
    outputs: [
      'dist/package/live-presence.js',
      'dist/package/server.d.ts',
      'dist/package/server.cjs',
      'dist/package/custom-elements.json',
    ],
    build: async () => {
      rmSync(join(ROOT, 'dist/package'), { recursive: true, force: true });
      for (const part of ['package', 'package-types', 'server-types']) await write(part, {});
      const { writeCommonJs } = await import('./common-js.mjs');
      writeCommonJs(join(ROOT, 'dist/package'), {
        'live-presence': './live-presence.js',
        client: './client.js',
        react: './react.js',
        server: '../server/index.js',
      });
      const { manifest } = await import('./manifest.mjs');
      const text = JSON.stringify(await manifest(), undefined, 2);
      writeFileSync(join(ROOT, 'dist/package/custom-elements.json'), `${text}\n`);
    },
  },
];

/** Targets that the server serves; the rest is for users of the package. */
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
    process.stdout.write(`building ${target.name}… `);
    rmSync(note, { force: true });
    await target.build({ dev });
    mkdirSync(join(ROOT, 'dist/.build'), { recursive: true });
    writeFileSync(note, hash);
    built.push(target.name);
    console.log(`${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
  return built;
}

/** Beside each file leaves it compressed for the server: with brotli as `.br`, with gzip as `.gz`. */
async function compress(folder) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  const jobs = filesOf([folder], /\.(js|txt)$/).flatMap((path) => {
    const content = readFileSync(path);
    const write = (extension) => (compressed) => writeFileSync(path + extension, compressed);
    return [
      promisify(brotliCompress)(content, { params }).then(write('.br')),
      promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }).then(write('.gz')),
    ];
  });
  await Promise.all(jobs);
}

/** Compiles each TypeScript file on its own. Types are checked by lint and tests, not here. */
function compile(folders) {
  for (const folder of folders) rmSync(join(ROOT, 'dist', folder), { recursive: true, force: true });
  const importedAsJavaScript = {
    name: 'imported-as-javascript',
    setup({ onResolve }) {
      onResolve({ filter: /./ }, ({ kind, path }) =>
        kind === 'entry-point' ? undefined : { path: path.replace(/^(\..*)\.ts$/, '$1.js'), external: true },
      );
    },
  };
  return bundleWithEsbuild({
    entryPoints: filesOf(folders, /\.ts$/),
    outdir: 'dist',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    plugins: [importedAsJavaScript],
  });
}

/** Bundles the command line with the widget's client. It loads the compiled server at run time. */
function bundleCommandLine() {
  rmSync(join(ROOT, 'dist/cli'), { recursive: true, force: true });
  const compiledServer = {
    name: 'compiled-server',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\.\/server\// }, ({ path }) => ({
        path: path.replace(/\.ts$/, '.js'),
        external: true,
      }));
    },
  };
  return bundleWithEsbuild({
    entryPoints: ['cli/main.ts'],
    outdir: 'dist',
    chunkNames: 'cli/[name]-[hash]',
    splitting: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [compiledServer],
  });
}

function bundleDemo({ dev }) {
  rmSync(join(ROOT, 'dist/demo'), { recursive: true, force: true });
  return bundleWithEsbuild({
    entryPoints: ['demo', 'garden', 'settings', 'side-by-side'].map((name) => `demo/${name}.ts`),
    outdir: 'dist',
    chunkNames: 'demo/[name]-[hash]',
    splitting: true,
    platform: 'browser',
    target: 'es2022',
    minify: !dev,
    ...(dev && { footer: { js: RELOAD } }),
  });
}

/** @throws BuildError with the location of the first error */
async function bundleWithEsbuild(options) {
  const { build: esbuild } = await import('esbuild');
  try {
    await esbuild({
      absWorkingDir: ROOT,
      outbase: ROOT,
      bundle: true,
      format: 'esm',
      logLevel: 'silent',
      ...options,
    });
  } catch (error) {
    const [{ text, location } = { text: error.message }] = error.errors ?? [];
    throw new BuildError(location ? `${text} (${location.file}:${location.line})` : text);
  }
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

/** An error in the sources, not in the build itself: its message is enough without a stack. */
export class BuildError extends Error {}

if (process.argv[1] === import.meta.filename) {
  const args = process.argv.slice(2);
  const only = args.filter((arg) => !arg.startsWith('--'));
  try {
    const built = await build({ force: args.includes('--force'), dev: args.includes('--dev'), only });
    if (built.length === 0) console.log('everything is up to date');
  } catch (error) {
    console.error(error instanceof BuildError ? `build: ${error.message}` : error);
    process.exit(1);
  }
}
