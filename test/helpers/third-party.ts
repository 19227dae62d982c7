import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../third-party');

/**
 * The packages of `test/third-party`, which only long tests need: installed the first time, and again after a change.
 * @returns the path of a file in one of them
 */
export function thirdParty(path: string): string {
  install();
  return join(FOLDER, 'node_modules', path);
}

function install(): void {
  const wanted = readFileSync(join(FOLDER, 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(wanted) as {
    packages: Record<string, { version?: string; optional?: boolean }>;
  };
  const complete = Object.entries(packages).every(([path, { version, optional }]) => {
    // Optional packages are often for other systems.
    if (path === '' || optional) return true;
    const manifest = join(FOLDER, path, 'package.json');
    return (
      existsSync(manifest) &&
      (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version === version
    );
  });
  if (complete) return;
  // npm would empty the folder behind the link, which belongs to somebody else.
  const folder = lstatSync(join(FOLDER, 'node_modules'), { throwIfNoEntry: false });
  if (folder?.isSymbolicLink())
    throw new Error('test/third-party/node_modules is a link to an outdated folder: run npm ci there');
  console.log('Installing test/third-party (npm ci) …');
  const { status } = spawnSync('npm', ['ci', '--loglevel=error'], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('npm ci failed in test/third-party');
}
