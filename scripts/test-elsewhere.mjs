// `npm test` where it is less at home: from a folder with blanks and letters outside ASCII in its path, with other
// fonts than the machine's, beside two busy loops.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './sources.mjs';

const FONTS = '@expo-google-fonts/open-sans';
const BUSY_LOOPS = Math.max(2, availableParallelism());

const place = mkdtempSync(join(tmpdir(), 'live-presence-elsewhere-'));
const folder = join(place, 'Büro & 家', 'live presence');
const busy = [];
process.once('exit', () => {
  for (const loop of busy) loop.kill();
  rmSync(place, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** Only what is committed or about to be: no installed packages, no builds. */
function copyTo(target) {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  for (const path of execFileSync('git', list, { cwd: ROOT, encoding: 'utf8' }).split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(join(ROOT, path), join(target, path));
  }
}

/** @returns a configuration of fontconfig, which Chromium and Firefox follow on Linux, with one family alone */
function otherFonts() {
  const thirdParty = join(folder, 'test/third-party');
  run('npm', ['ci', '--loglevel=error'], thirdParty);
  const file = join(place, 'fonts.conf');
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
      <dir>${join(thirdParty, 'node_modules', FONTS).replaceAll('&', '&amp;')}</dir>
      <cachedir>${join(place, 'font-cache')}</cachedir>
    </fontconfig>`,
  );
  return file;
}

function run(command, args, cwd, env = {}) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) process.exit(1);
}

copyTo(folder);
console.log(`In ${folder}`);
run('npm', ['ci'], folder);
const FONTCONFIG_FILE = otherFonts();
for (let n = 0; n < BUSY_LOOPS; n++) {
  busy.push(spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
}
// The long forms have just run where they are at home.
run('npm', ['test', '--', '--busy'], folder, { FONTCONFIG_FILE, TEST_LONG: undefined });
