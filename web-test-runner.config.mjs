// Tests of the elements in real browsers: BROWSERS=chromium,firefox,webkit (Chromium alone by default).
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { defaultReporter } from '@web/test-runner';
import { CHROME_ARGS, chromePath } from './scripts/find-browser.mjs';
import { noSkippedTests } from './scripts/no-skipped-tests.mjs';
import { testOnOwnLit } from './scripts/test-runner-plugin-own-lit.mjs';
import { WIDGET_ROOMS_IN_NODE } from './scripts/sources.mjs';

// One page at a time: a page in the background gets no animation frames.
const concurrency = 1;

const launchers = {
  chromium: () =>
    chromeLauncher({
      concurrency,
      launchOptions: { executablePath: chromePath(), headless: true, args: CHROME_ARGS },
    }),
  firefox: () =>
    chromeLauncher({
      concurrency,
      launchOptions: { browser: 'firefox', executablePath: firefoxPath(), headless: true },
    }),
  // With WebKitWebDriver listening on port 4567 and MINIBROWSER_PATH set. Its packages are not among our
  // dependencies: npm install --no-save @web/test-runner-selenium selenium-webdriver
  webkit: async () => {
    const { seleniumLauncher } = await import('@web/test-runner-selenium');
    const { Builder, Capabilities } = await import('selenium-webdriver');
    const browserOptions = { binary: process.env.MINIBROWSER_PATH, args: ['--automation'] };
    const capabilities = new Capabilities({
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': browserOptions,
    });
    return seleniumLauncher({
      concurrency,
      driverBuilder: new Builder().usingServer('http://127.0.0.1:4567').withCapabilities(capabilities),
    });
  },
};

function firefoxPath() {
  return (
    process.env.FIREFOX_PATH ?? execFileSync('which', ['firefox-esr', 'firefox']).toString().split('\n')[0]
  );
}

const names = (process.env.BROWSERS ?? 'chromium').split(',');
for (const name of names) {
  if (!(name in launchers))
    throw new Error(`BROWSERS: "${name}" is none of ${Object.keys(launchers).join(', ')}`);
}

export default {
  // What only Chromium can be asked to do stands in *.chromium.test.ts.
  files: [
    'test/widget/**/*.test.ts',
    ...WIDGET_ROOMS_IN_NODE.map((room) => `!test/widget/${room}/**`),
    ...(names.every((name) => name === 'chromium') ? [] : ['!test/widget/**/*.chromium.test.ts']),
  ],
  // What pages get, not Lit's build for development.
  nodeResolve: { exportConditions: ['production'] },
  concurrentBrowsers: 1,
  plugins: [
    testOnOwnLit(),
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: join(import.meta.dirname, 'widget/tsconfig.json'),
    }),
  ],
  browsers: await Promise.all(names.map((name) => launchers[name]())),
  // Hanging is told from slow on a machine that is busy with other things, too: for a test, and for a file.
  testFramework: { config: { timeout: 20_000 } },
  testsFinishTimeout: 300_000,
  reporters: [defaultReporter({ reportTestResults: true, reportTestProgress: false }), noSkippedTests()],
  coverageConfig: { include: ['widget/**/*.ts'], report: true, reporters: ['lcovonly', 'text-summary'] },
};
