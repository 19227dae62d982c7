// Finds the proxies that the configurations in deploy/ are tried with.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installOnDebian, isDebianRoot } from './debian.mjs';

/** Debian's packages. */
const PACKAGES = { nginx: 'nginx-light', caddy: 'caddy' };

/** Its path, or undefined. It is installed where that is simple. */
export function proxyPath(name) {
  const find = () =>
    [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/sbin', '/usr/local/sbin']
      .map((folder) => join(folder, name))
      .find((path) => existsSync(path));
  if (!find() && isDebianRoot()) installOnDebian(PACKAGES[name]);
  return find();
}
