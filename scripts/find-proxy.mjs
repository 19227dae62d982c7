// Finds the proxies for testing the configurations in deploy/.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installOnDebian, isDebianRoot } from './debian.mjs';

/** Debian packages. */
const PACKAGES = { nginx: 'nginx-light', caddy: 'caddy', haproxy: 'haproxy', apache2: 'apache2-bin' };

/** The proxy's path, or undefined. Installs it where that is simple. */
export function proxyPath(name) {
  const find = () =>
    [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/sbin', '/usr/local/sbin']
      .map((folder) => join(folder, name))
      .find((path) => existsSync(path));
  if (!find() && isDebianRoot()) installOnDebian(PACKAGES[name]);
  return find();
}
