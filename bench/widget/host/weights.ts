import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';

/** What a page needs of each to take part: the least that its own introduction imports. */
const PEERS: Record<string, string> = {
  '@liveblocks/client': `export { createClient } from '@liveblocks/client'`,
  ably: `export { Realtime } from 'ably'`,
  'socket.io-client': `export { io } from 'socket.io-client'`,
  playhtml: `export { playhtml } from 'playhtml'`,
};
const WIDGET = new URL('../../../dist/widget/', import.meta.url);

function brotli(content: Uint8Array): number {
  return brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

/** Bytes of the widget's scripts whose names begin so. */
export function ownWeight(...names: string[]): number {
  const scripts = readdirSync(WIDGET).filter((name) => name.endsWith('.js'));
  return names
    .map((name) => {
      const found = scripts.find((script) => script === `${name}.js` || script.startsWith(`${name}-`));
      // The entry's name begins all others.
      const script = scripts.find((each) => each === `${name}.js`) ?? found;
      if (script === undefined) throw new Error(`no ${name} in ${WIDGET.pathname}`);
      return brotli(readFileSync(new URL(script, WIDGET)));
    })
    .reduce((sum, size) => sum + size);
}

/** Bytes of each of the others, bundled and minified; a reason where that can't be. */
export async function peerWeights(): Promise<Map<string, number | string>> {
  const weights = new Map<string, number | string>();
  for (const [name, contents] of Object.entries(PEERS)) {
    try {
      const { outputFiles } = await build({
        stdin: { contents, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
        bundle: true,
        minify: true,
        write: false,
        format: 'esm',
        target: 'es2022',
        platform: 'browser',
        conditions: ['production'],
        define: { 'process.env.NODE_ENV': '"production"' },
        loader: { '.css': 'text', '.svg': 'text' },
        logLevel: 'silent',
      });
      weights.set(name, brotli(outputFiles[0]?.contents ?? new Uint8Array()));
    } catch (error) {
      weights.set(name, `could not be bundled: ${String(error).split('\n')[1] ?? String(error)}`);
    }
  }
  return weights;
}
