// `npm test`: runs every check in order, until one fails. With names, only those:
// `node scripts/test.mjs unit e2e`.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { chromePath } from './find-browser.mjs';
import { proxyPath } from './find-proxy.mjs';
import { ROOT, WIDGET_ROOMS_IN_NODE, filesOf } from './sources.mjs';

const MINUTE = 60_000;
const SECONDS = 1000;
/** Hundreds of kills and thousands of random runs, possibly on a slow machine. */
const LONG = process.argv.includes('--long') || Boolean(process.env.TEST_LONG);
/** On a machine that is busy with other things: hanging is told from slow later. */
const BUSY = process.argv.includes('--busy');
const PATIENCE = BUSY ? 4 : 1;
/** `--in=test/server`, once or several times: of the step `unit`, only what is in these folders. */
const FOLDERS = process.argv.filter((arg) => arg.startsWith('--in=')).map((arg) => arg.slice('--in='.length));
const OPTIONS = /^--(long|busy|in=.+)$/;
const bin = (path) => join(ROOT, 'node_modules', path);

/** In order: the quickest and most telling first. */
const STEPS = [
  { name: 'build', run: () => node('scripts/build.mjs') },
  { name: 'types', run: () => node(bin('typescript/bin/tsc'), '-b') },
  { name: 'walls', run: walls },
  { name: 'eslint', run: () => node(bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.') },
  {
    name: 'prettier',
    run: () => node(bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'),
  },
  { name: 'lit-analyzer', run: litAnalyzer },
  { name: 'size', run: () => node('scripts/size.mjs') },
  { name: 'unit', run: () => nodeTests('unit', unitTests()) },
  { name: 'browser', run: () => node(bin('@web/test-runner/dist/bin.js')) },
  { name: 'e2e', run: () => nodeTests('e2e', e2eTests()) },
  // All of them again; only where it is asked for.
  {
    name: 'elsewhere',
    extra: true,
    run: () => run(process.execPath, ['scripts/test-elsewhere.mjs'], { limit: 60 * MINUTE }),
  },
];

/** All tests that need no browser. */
function unitTests() {
  const inBrowser = new RegExp(`^test/(e2e|widget/(?!(${WIDGET_ROOMS_IN_NODE.join('|')})/))`);
  return filesOf(FOLDERS.length > 0 ? FOLDERS : ['test'], /\.test\.ts$/).filter(
    (path) => !inBrowser.test(relative(ROOT, path).replaceAll(sep, '/')),
  );
}

/** Without nginx, its configurations can't be tested. Projects that install packages run only with `--long`. */
function e2eTests() {
  const files = filesOf(['test/e2e'], /\.test\.ts$/).filter(
    (path) => LONG || !path.endsWith('.long.test.ts'),
  );
  if (proxyPath('nginx')) return files;
  console.log('SKIPPED: test/e2e/hosting.test.ts, because nginx is not installed');
  return files.filter((path) => !path.endsWith('hosting.test.ts'));
}

function node(...args) {
  return run(process.execPath, args);
}

/** Checks imports between the rooms against .dependency-cruiser.mjs. */
function walls() {
  const folders = ['protocol', 'server', 'widget', 'cli', 'demo'];
  return node(
    bin('dependency-cruiser/bin/dependency-cruise.mjs'),
    '--config',
    '.dependency-cruiser.mjs',
    ...folders,
  );
}

/**
 * Without CSS checks, because lit-analyzer knows less CSS than browsers do. It also passes if no file matches, so its
 * output is checked.
 */
async function litAnalyzer() {
  const output = await run(
    process.execPath,
    [
      bin('lit-analyzer/cli.js'),
      'widget/**/*.ts',
      '--strict',
      '--maxWarnings',
      '0',
      '--rules.no-invalid-css',
      'off',
      // A template names elements whose scripts load late: importing them there would load them at once.
      '--rules.no-missing-import',
      'off',
    ],
    { capture: true },
  );
  if (!/Analyzing [1-9]\d* files/.test(output)) throw new StepError('analysed no file');
}

/** Runs files with node:test; skipped, todo and missing tests fail. */
async function nodeTests(name, files) {
  if (files.length === 0) throw new StepError('no test file found');
  // Installs what is missing, before several tests do so at once.
  if (name === 'e2e') for (const headlessShell of [!LONG, false]) chromePath({ headlessShell });
  const folder = mkdtempSync(join(tmpdir(), 'live-presence-test-'));
  const problems = join(folder, 'problems.txt');
  try {
    await node(
      '--import',
      'tsx',
      '--test',
      // These wait for disks and processes more than for processors.
      ...(name === 'unit' ? [`--test-concurrency=${Math.max(2, availableParallelism() - 1)}`] : []),
      // So that a hanging file fails on its own, with its name.
      `--test-timeout=${(LONG ? 20 : 8) * PATIENCE * MINUTE}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=./scripts/no-skipped-tests.mjs',
      `--test-reporter-destination=${problems}`,
      ...files,
    );
    const found = readFileSync(problems, 'utf8').trim();
    if (found) throw new StepError(found);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A misspelt argument must not pass for a run that was asked for. */
function refuse(kind, unknown, known) {
  if (unknown.length === 0) return;
  console.error(`test: unknown ${kind} ${unknown.join(', ')}; choose from ${known.join(', ')}`);
  process.exit(1);
}

class StepError extends Error {}

let child;

/** @returns {Promise<string>} its output, if `capture` is set (it is printed either way) */
function run(command, args, { limit = (LONG ? 60 : 25) * PATIENCE * MINUTE, capture = false } = {}) {
  return new Promise((resolve, reject) => {
    // Its own process group, so that killing a hanging step also kills what it started.
    const stdio = ['ignore', capture ? 'pipe' : 'inherit', 'inherit'];
    child = spawn(command, args, { cwd: ROOT, stdio, detached: true });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text;
      process.stdout.write(text);
    });
    const timer = setTimeout(() => {
      kill('SIGKILL');
      reject(new StepError(`timed out after ${limit / MINUTE} minutes`));
    }, limit);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(output);
      else reject(new StepError(signal ? `ended by ${signal}` : `exit code ${code}`));
    });
  });
}

function kill(signal) {
  try {
    if (child?.pid) process.kill(-child.pid, signal);
  } catch {
    // It has already exited.
  }
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    kill(signal);
    process.exit(1);
  });
}

const wanted = process.argv.slice(2).filter((name) => !name.startsWith('--'));
// Tests with a short and a full form (fuzzing, large rooms, points of the corpus) read this.
if (LONG) process.env.TEST_LONG = '1';
refuse(
  'step',
  wanted.filter((name) => !STEPS.some((step) => step.name === name)),
  STEPS.map((step) => step.name),
);
refuse(
  'option',
  process.argv.slice(2).filter((arg) => arg.startsWith('--') && !OPTIONS.test(arg)),
  ['--long', '--busy', '--in=FOLDER'],
);
const steps = STEPS.filter(({ name, extra }) => (wanted.length === 0 ? !extra : wanted.includes(name)));
// They would run whole, as if the folder had been heeded.
const heedless = steps.filter(({ name }) => name === 'browser' || name === 'e2e');
if (FOLDERS.length > 0 && heedless.length > 0) {
  console.error(
    `test: --in has no effect on ${heedless.map(({ name }) => name).join(' and ')}: name other steps, or see CONTRIBUTING.md for single files`,
  );
  process.exit(1);
}
const summary = [];
let failure;
for (const { name, run: check } of steps) {
  console.log(`\n── ${name}`);
  const start = performance.now();
  try {
    await check();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    failure = `${name}: ${error.message}`;
  }
  const took = `${((performance.now() - start) / SECONDS).toFixed(1)} s`;
  summary.push(`${failure ? '✖' : '✔'} ${name.padEnd(13)}${took.padStart(8)}`);
  if (failure) break;
}
console.log(`\n── summary\n${summary.join('\n')}`);
const left = steps.slice(summary.length).map((step) => step.name);
if (left.length > 0) console.log(`not run: ${left.join(', ')}`);
console.log(failure ? `FAILED at ${failure}` : `all ${steps.length} steps passed`);
process.exit(failure ? 1 : 0);
