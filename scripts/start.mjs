// `npm start`: builds stale targets, then runs the server in this process, with the given flags.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BuildError, SERVED, build } from './build.mjs';
import { ROOT } from './sources.mjs';

try {
  await build({ only: SERVED });
} catch (error) {
  console.error(error instanceof BuildError ? `build: ${error.message}` : error);
  process.exit(1);
}
// In this process, so that signals reach the server and no child process is left behind.
const main = join(ROOT, 'dist/server/main.js');
process.argv[1] = main;
await import(pathToFileURL(main).href);
