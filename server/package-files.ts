import { existsSync, readFileSync } from 'node:fs';
// Whole modules: banners that people put above bundles declare `createRequire` and `fileURLToPath`.
import modules from 'node:module';
import { dirname, join, resolve } from 'node:path';
import urls from 'node:url';

/** This package's own files, which the server reads or starts when it runs. */
export interface PackageFiles {
  root: string;
  version: string;
  /** The script of the thread that holds the database. */
  worker: URL;
}

const NAME = 'live-presence';
const WORKERS = ['dist/server/store/sqlite-worker.js', 'server/store/sqlite-worker.ts'];

/**
 * Finds the package around this file. If a site has bundled the server with its own code, this file is elsewhere: then
 * the installed package that the bundle finds, like any other module.
 * @throws Error that says what to keep out of the bundle
 */
export function findPackageFiles(): PackageFiles {
  const self = thisFile();
  return filesIn(rootAround(self)) ?? filesIn(installedRoot(self)) ?? missing(self);
}

/** Bundles in CommonJS have no `import.meta`. */
function thisFile(): string {
  const { url } = import.meta as { url?: string };
  return url === undefined ? __filename : urls.fileURLToPath(url);
}

function rootAround(file: string): string | undefined {
  const here = dirname(file);
  return [resolve(here, '..'), resolve(here, '../..')].find((root) => existsSync(join(root, 'package.json')));
}

function installedRoot(file: string): string | undefined {
  try {
    return dirname(modules.createRequire(urls.pathToFileURL(file)).resolve(`${NAME}/package.json`));
  } catch {
    return undefined;
  }
}

function filesIn(root: string | undefined): PackageFiles | undefined {
  if (root === undefined) return undefined;
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    name?: string;
    version: string;
  };
  const worker = WORKERS.map((path) => join(root, path)).find((path) => existsSync(path));
  return name === NAME && worker !== undefined
    ? { root, version, worker: urls.pathToFileURL(worker) }
    : undefined;
}

function missing(self: string): never {
  throw new Error(
    `${NAME}/server was bundled into ${self} and can't find the package's other files from there. ` +
      `Keep it out of the bundle (esbuild: --external:${NAME}; Vite: ssr.external; webpack: externals) ` +
      `or install ${NAME} where the bundle runs`,
  );
}
