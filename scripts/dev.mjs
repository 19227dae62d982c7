// `npm run dev`: on each change, rebuilds stale targets, restarts the server (which reads everything it serves on
// start), and makes the demo's pages reload.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { BuildError, RELOAD_PORT, SERVED, build } from './build.mjs';
import { ROOT } from './sources.mjs';

const WATCHED = ['protocol', 'server', 'widget', 'demo'];
const SETTLE_MS = 120; // one save in an editor causes several events

let server;
let running = Promise.resolve();
let timer;

/** Connections of pages that reload after a restart. */
const pages = new Set();
createServer((_, response) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Access-Control-Allow-Origin': '*' });
  response.flushHeaders();
  pages.add(response);
  response.on('close', () => pages.delete(response));
}).listen(RELOAD_PORT, 'localhost');

function start() {
  const args = [join(ROOT, 'dist/server/main.js'), ...process.argv.slice(2)];
  server = spawn(process.execPath, args, { cwd: ROOT, stdio: ['inherit', 'pipe', 'inherit'] });
  server.stdout.on('data', (text) => {
    process.stdout.write(text);
    if (!String(text).includes('"listening"')) return;
    for (const page of pages) page.write('data: restarted\n\n');
  });
}

async function restart() {
  const old = server;
  if (old && old.exitCode === null && old.signalCode === null) {
    const gone = new Promise((done) => old.once('exit', done));
    old.kill('SIGTERM');
    await gone;
  }
  start();
}

async function refresh() {
  try {
    await build({ dev: true, only: SERVED });
    await restart();
  } catch (error) {
    console.error(error instanceof BuildError ? `build: ${error.message}` : error);
  }
}

function changed(name) {
  if (!/\.(ts|json|html|css|svg)$/.test(name ?? '')) return;
  clearTimeout(timer);
  timer = setTimeout(() => (running = running.then(refresh)), SETTLE_MS);
}

for (const folder of WATCHED) watch(join(ROOT, folder), { recursive: true }, (_, name) => changed(name));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    if (!server || server.exitCode !== null) process.exit(0);
    server.once('exit', (code) => process.exit(code ?? 0));
    server.kill(signal);
  });
}
running = refresh();
console.log(`watching ${WATCHED.join(', ')}`);
