// Finds the nginx that the configurations in deploy/ are tried with.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installOnDebian, isDebianRoot } from './debian.mjs';

/** Its path, or undefined. It is installed where that is simple. */
export function nginxPath() {
  const find = () =>
    [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/sbin', '/usr/local/sbin']
      .map((folder) => join(folder, 'nginx'))
      .find((path) => existsSync(path));
  if (!find() && isDebianRoot()) installOnDebian('nginx-light');
  return find();
}
