// The inputs of the build, hashed per target: modification times are unreliable after a checkout or a copy.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

const INSTALLED = /(^|[\\/])node_modules[\\/]/;

/** Rooms of the widget without DOM: their tests run in Node. */
export const WIDGET_ROOMS_IN_NODE = ['client', 'motion', 'words'];

/** Files below the given files and folders (relative to the root) whose name matches, sorted; none that npm installed. */
export function filesOf(places, matching = /\.(ts|json|mjs)$/) {
  const found = [];
  for (const place of places) {
    const path = join(ROOT, place);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile()) found.push(path);
    else if (stat) {
      for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
        if (entry.isFile() && matching.test(entry.name)) found.push(join(entry.parentPath, entry.name));
      }
    }
  }
  return found.filter((file) => !INSTALLED.test(relative(ROOT, file))).sort();
}

/** Hash of the names and contents of files. */
export function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    const content = readFileSync(path);
    hash.update(`${relative(ROOT, path)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
