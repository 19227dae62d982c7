// The widget that pages load, and what sites import from the package. Built by scripts/build.mjs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { dts } from 'rollup-plugin-dts';
import esbuild from 'rollup-plugin-esbuild';
import { hashedNames } from './scripts/rollup-plugin-hashed-names.mjs';
import { minify } from './scripts/rollup-plugin-minify.mjs';
import { minifyLiterals } from './scripts/rollup-plugin-minify-literals.mjs';
import { ownDocument } from './scripts/rollup-plugin-own-document.mjs';
import { ownLit } from './scripts/rollup-plugin-own-lit.mjs';
import { scriptFunctions } from './scripts/rollup-plugin-script-functions.mjs';

const root = import.meta.dirname;
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const banner = `/*! live-presence ${version}, MIT: live-presence-licences.txt */`;

/** @param {{dev?: boolean}} options dev: readable output */
function plugins(folder, { dev = false } = {}) {
  return [
    // `production` and the browser's builds, or Lit's own for development slips in.
    nodeResolve({
      browser: true,
      extensions: ['.ts', '.mjs', '.js'],
      exportConditions: ['production', 'default'],
    }),
    esbuild({ target: 'es2022', tsconfig: join(root, folder, 'tsconfig.json') }),
    ...(dev ? [] : [minifyLiterals()]),
  ];
}

function onwarn(warning) {
  throw new Error(warning.message);
}

const licences = {
  name: 'licences',
  generateBundle() {
    const source = [
      readFileSync(join(root, 'LICENSE'), 'utf8'),
      'Lit (lit, lit-html, lit-element, @lit/reactive-element)\n',
      readFileSync(join(root, 'node_modules/lit/LICENSE'), 'utf8'),
    ].join('\n');
    this.emitFile({ type: 'asset', fileName: 'live-presence-licences.txt', source });
  },
};

/** What sites import from the package: ES modules, with the site's own Lit and React. */
const ENTRIES = {
  'live-presence': join(root, 'widget/package.ts'),
  client: join(root, 'widget/client/index.ts'),
  react: join(root, 'widget/react.ts'),
};

/** One declaration file for each entry. What it says of React components is @lit/react's, which no site has to install. */
function types(folder, input) {
  return {
    input,
    onwarn,
    external: (id) => /^(?!@lit\/react)[@\w]/.test(id),
    plugins: [dts({ tsconfig: join(root, folder, 'tsconfig.json'), includeExternal: ['@lit/react'] })],
    output: {
      dir: 'dist/package',
      format: 'es',
      entryFileNames: '[name].d.ts',
      chunkFileNames: 'types/[name].d.ts',
    },
  };
}

const BUNDLES = {
  widget: (options) => ({
    input: { 'live-presence': join(root, 'widget/loader/index.ts') },
    // The entry shares code with the scripts that it loads.
    preserveEntrySignatures: 'allow-extension',
    onwarn,
    plugins: [...plugins('widget', options), ownLit(), ownDocument(), licences],
    output: {
      dir: 'dist/widget',
      format: 'es',
      freeze: false,
      banner: (chunk) => (chunk.isEntry ? banner : ''),
      entryFileNames: '[name].js',
      // Named after the module that is loaded later: live-presence-cursors, or live-presence-de for a language.
      chunkFileNames: ({ name }) => `${name.replace(/^(?!live-presence)/, 'live-presence-')}.js`,
      plugins: [scriptFunctions(), ...(options.dev ? [] : [minify()]), hashedNames()],
    },
  }),
  package: () => ({
    input: ENTRIES,
    onwarn,
    plugins: plugins('widget'),
    external: /^(lit|react)(\/|$)/,
    output: {
      dir: 'dist/package',
      format: 'es',
      banner: `/* live-presence ${version}, MIT */`,
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name].js',
    },
  }),
  'package-types': () => types('widget', ENTRIES),
  'server-types': () => types('server', { server: join(root, 'server/index.ts') }),
};

/** Rollup's input options for one of the bundles, with `output`. */
export function configure(name, options = {}) {
  return BUNDLES[name](options);
}

export default Object.keys(BUNDLES).map((name) => configure(name));
