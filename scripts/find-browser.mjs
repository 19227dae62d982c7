// Finds the Chromium for the browser and end-to-end tests, and installs one where that is simple.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installOnDebian, isDebianRoot } from './debian.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
/** The same engine without a window to draw, which takes half as long for the same tests. */
const SHELLS = ['chromium-headless-shell', 'chrome-headless-shell'];
const LINUX_FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome'];
const PLACES = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    `${process.env.HOME}/Applications/Google Chrome.app/Contents/MacOS/Google Chrome`,
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) =>
    ['Google\\Chrome', 'Chromium'].map((folder) =>
      join(process.env[variable] ?? 'C:\\', folder, 'Application\\chrome.exe'),
    ),
  ),
};

function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The browser's path, or undefined. Installs nothing. */
function findChrome(headlessShell) {
  const named = process.env.CHROME_PATH;
  if (named) return runs(named) ? named : undefined;
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const within = (folders, names) => folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const folders = [...(process.platform === 'linux' ? LINUX_FOLDERS : []), ...onPath];
  return [
    ...(headlessShell ? within(folders, SHELLS) : []),
    ...(PLACES[process.platform] ?? []),
    ...within(folders, NAMES),
  ].find(runs);
}

/**
 * The browser's path. Installs a browser on Debian as root; elsewhere exits with one line that says what to do.
 *
 * @param headlessShell whether the headless shell will do, where there is one: it does for short tests, but for long ones
 * and for benches it has to be the browser that people have
 */
export function chromePath({ headlessShell = !process.env.TEST_LONG } = {}) {
  let path = findChrome(headlessShell);
  if (!path && !process.env.CHROME_PATH && isDebianRoot()) {
    installOnDebian(headlessShell ? 'chromium-headless-shell' : 'chromium', 'fonts-dejavu-core');
    path = findChrome(headlessShell);
  }
  if (path) return path;
  console.error(
    process.env.CHROME_PATH
      ? `CHROME_PATH is ${process.env.CHROME_PATH}, which cannot be run: set it to a Chromium or Chrome, or unset it.`
      : 'No Chromium or Chrome found: install one (Debian: apt-get install chromium) or set CHROME_PATH to it.',
  );
  process.exit(1);
}

/** Command-line flags for the browser in every test. */
export const CHROME_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

if (process.argv[1] === import.meta.filename) console.log(chromePath());
