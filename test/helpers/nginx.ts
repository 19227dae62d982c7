import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { proxyPath } from '../../scripts/find-proxy.mjs';
import { makeCertificate } from './certificate.ts';
import { deployed } from './deployed.ts';
import { freePort } from './free-port.ts';

const run = promisify(execFile);

export interface Nginx {
  /** `https://127.0.0.1:…` */
  origin: string;
  stop: () => Promise<void>;
}

/**
 * A real nginx with a configuration from `deploy/`, changing only what depends on this machine: ports, certificate and
 * the site's folder.
 * @param files the site's pages
 */
export async function startNginx(
  name: string,
  upstream: number,
  files: Record<string, string> = {},
): Promise<Nginx> {
  const program = proxyPath('nginx');
  if (program === undefined) throw new Error('nginx not found: install it');
  const folder = mkdtempSync(join(tmpdir(), 'live-presence-nginx-'));
  const site = join(folder, 'site');
  mkdirSync(site);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(site, file), text);
  const { key, certificate } = makeCertificate(folder);
  const port = await freePort();
  const text = deployed(name, [
    [/listen 443 ssl;/, `listen 127.0.0.1:${String(port)} ssl;`],
    [/ssl_certificate +\S+;/, `ssl_certificate ${certificate};`],
    [/ssl_certificate_key +\S+;/, `ssl_certificate_key ${key};`],
    [/127\.0\.0\.1:8787/, `127.0.0.1:${String(upstream)}`],
  ]).replace(/root \S+;/, `root ${site};`);
  writeFileSync(join(folder, 'site.conf'), text);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  writeFileSync(
    join(folder, 'nginx.conf'),
    `${process.getuid?.() === 0 ? `user ${userInfo().username} root;` : ''}
    pid ${folder}/pid; error_log ${folder}/error.log; events {}
    http { access_log off; types { text/html html; }
    ${temporary.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
    include ${folder}/site.conf; }`,
  );
  const nginx = (...args: string[]): Promise<unknown> =>
    run(program, ['-p', folder, '-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf'), ...args]);
  // nginx goes to the background once it listens.
  await nginx();
  return {
    origin: `https://127.0.0.1:${String(port)}`,
    stop: async () => {
      await nginx('-s', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
