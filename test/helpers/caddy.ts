import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proxyPath } from '../../scripts/find-proxy.mjs';
import { freePort } from './free-port.ts';

export interface Caddy {
  /** `http://localhost:…`, the host that serves only live-presence. */
  own: string;
  /** The host that serves it under /presence. */
  site: string;
  stop: () => Promise<void>;
}

/**
 * A real Caddy with `deploy/Caddyfile`, changing only names, ports and the site's folder. It serves HTTP, because for
 * HTTPS it would request a certificate from the internet.
 * @param index the site's page
 * @param checks what `reverse_proxy` does besides, such as health checks
 */
export async function startCaddy(upstream: number, index: string, checks?: string): Promise<Caddy> {
  const program = proxyPath('caddy');
  if (program === undefined) throw new Error('caddy not found: install it');
  const folder = mkdtempSync(join(tmpdir(), 'live-presence-caddy-'));
  mkdirSync(join(folder, 'site'));
  writeFileSync(join(folder, 'site/index.html'), index);
  const own = `http://localhost:${String(await freePort())}`;
  const site = `http://localhost:${String(await freePort())}`;
  const text = readFileSync(new URL('../../deploy/Caddyfile', import.meta.url), 'utf8')
    .replace(/^presence\.example\.com \{/m, `${own} {`)
    .replace(/^www\.example\.com \{/m, `${site} {`)
    .replaceAll(
      '127.0.0.1:8787',
      `127.0.0.1:${String(upstream)}${checks === undefined ? '' : ` {\n${checks}\n}`}`,
    )
    .replace('/var/www/html', join(folder, 'site'));
  if (/example\.com|8787|\/var\//.test(text))
    throw new Error('the Caddyfile has changed: adapt the replacements');
  writeFileSync(join(folder, 'Caddyfile'), `{\n\tadmin off\n}\n${text}`);
  const child = spawn(program, ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], {
    env: { PATH: process.env.PATH, HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.includes('serving initial configuration')) resolve();
    });
    void exited.then(() => reject(new Error(`caddy exited: ${output}`)));
  });
  return {
    own,
    site,
    stop: async () => {
      child.kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
