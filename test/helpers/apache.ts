import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proxyPath } from '../../scripts/find-proxy.mjs';
import { makeCertificate } from './certificate.ts';
import { deployed } from './deployed.ts';
import { freePort } from './free-port.ts';

/** Where Debian has them. */
const MODULES = '/usr/lib/apache2/modules';
/** What the files in `deploy/` need. */
const NEEDED = ['mpm_event', 'authz_core', 'headers', 'proxy', 'proxy_http', 'ssl'];
/** What health checks need besides. */
const CHECKING = ['slotmem_shm', 'lbmethod_byrequests', 'proxy_balancer', 'watchdog', 'proxy_hcheck'];

export interface Apache {
  /** `https://127.0.0.1:…` */
  origin: string;
  stop: () => Promise<void>;
}

/**
 * A real Apache with a configuration from `deploy/`, changing only ports, the certificate and the site's folder.
 * @param files the site's pages
 * @param check parameters of the server's health check; without, there is none
 */
export async function startApache(
  name: string,
  upstream: number,
  files: Record<string, string> = {},
  check?: string,
): Promise<Apache> {
  const program = proxyPath('apache2');
  if (program === undefined) throw new Error('apache2 not found: install it');
  const folder = mkdtempSync(join(tmpdir(), 'live-presence-apache-'));
  const site = join(folder, 'site');
  mkdirSync(site);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(site, file), text);
  chmodSync(folder, 0o755); // also for the user that Apache becomes
  const { key, certificate } = makeCertificate(folder);
  const port = await freePort();
  const server = `http://127.0.0.1:${upstream}`;
  const parameters = 'upgrade=websocket retry=0';
  const text = deployed(name, [
    [/\*:443/, `127.0.0.1:${port}`],
    [/\/etc\/\S+fullchain\.pem/, certificate],
    [/\/etc\/\S+privkey\.pem/, key],
    check === undefined
      ? [/http:\/\/127\.0\.0\.1:8787/, server]
      : [/http:\/\/127\.0\.0\.1:8787\/ upgrade=websocket nocanon retry=0/, 'balancer://presence/ nocanon'],
  ]).replace('/var/www/html', site);
  const modules = [...NEEDED, ...(check === undefined ? [] : CHECKING)].filter((module) =>
    existsSync(join(MODULES, `mod_${module}.so`)),
  );
  const file = join(folder, 'apache.conf');
  writeFileSync(
    file,
    `ServerRoot ${folder}
DefaultRuntimeDir ${folder}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
ServerName localhost
Listen 127.0.0.1:${port}
${modules.map((module) => `LoadModule ${module}_module ${MODULES}/mod_${module}.so`).join('\n')}
${process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : ''}
${check === undefined ? '' : `<Proxy balancer://presence>\nBalancerMember ${server} ${parameters} ${check}\n</Proxy>`}
${text}`,
  );
  const child = spawn(program, ['-X', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const exited = once(child, 'exit');
  // It says nothing when it is ready.
  while (!(await listens(port))) if (child.exitCode !== null) throw new Error(`apache2 exited: ${output}`);
  return {
    origin: `https://127.0.0.1:${port}`,
    stop: async () => {
      child.kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const connected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}
