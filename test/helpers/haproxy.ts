import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proxyPath } from '../../scripts/find-proxy.mjs';
import { makeCertificate } from './certificate.ts';
import { deployed } from './deployed.ts';
import { freePort } from './free-port.ts';

export interface HaproxyOptions {
  /** The port of the site that is beside live-presence. */
  site?: number;
  /** In place of the health check in the file. */
  check?: string;
}

export interface Haproxy {
  /** `https://127.0.0.1:…` */
  origin: string;
  /** Waits for a line of its log: requests that have ended, and servers that go up and down. */
  logged: (line: RegExp) => Promise<string>;
  stop: () => Promise<void>;
}

/**
 * A real HAProxy with a configuration from `deploy/`, changing only ports and the certificate, and with `defaults` as
 * its packages bring them.
 */
export async function startHaproxy(
  name: string,
  upstream: number,
  { site, check }: HaproxyOptions = {},
): Promise<Haproxy> {
  const program = proxyPath('haproxy');
  if (program === undefined) throw new Error('haproxy not found: install it');
  const folder = mkdtempSync(join(tmpdir(), 'live-presence-haproxy-'));
  const { key, certificate } = makeCertificate(folder);
  const both = join(folder, 'both.pem');
  writeFileSync(both, readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'));
  const port = await freePort();
  const text = deployed(name, [
    [/bind :443 ssl crt \S+/, `bind 127.0.0.1:${port} ssl crt ${both}`],
    [/127\.0\.0\.1:8787/, `127.0.0.1:${upstream}`],
    ...(site === undefined ? [] : [[/127\.0\.0\.1:8080/, `127.0.0.1:${site}`] as [RegExp, string]]),
    ...(check === undefined ? [] : [[/option httpchk .*/, check] as [RegExp, string]]),
  ]);
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(
    file,
    `global
    log stdout format raw local0
defaults
    log global
    mode http
    option httplog
    timeout connect 5000
    timeout client 50000
    timeout server 50000
    timeout check 10000
    default-server inter 100ms
${text}`,
  );
  const child = spawn(program, ['-W', '-db', '-f', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let output = '';
  let look: () => void = () => undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      output += data.toString();
      look();
    });
  const logged = (line: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      look = () => {
        const found = output.split('\n').find((said) => line.test(said));
        if (found !== undefined) resolve(found);
      };
      look();
      void exited.then(() => {
        reject(new Error(`haproxy exited: ${output}`));
      });
    });
  await logged(/Loading success/);
  return {
    origin: `https://127.0.0.1:${port}`,
    logged,
    stop: async () => {
      child.kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
