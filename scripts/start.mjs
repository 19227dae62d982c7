// `npm start`: builds what is stale, then becomes the server, with the flags it was given.
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
// In this very process: signals reach the server itself, and there is no second one to be left behind.
const main = join(ROOT, 'dist/server/main.js');
process.argv[1] = main;
await import(pathToFileURL(main).href);
