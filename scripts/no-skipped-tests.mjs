// Two reporters that fail on skipped, todo or empty suites: a run that proves nothing must not look like a pass.

/** For @web/test-runner. Prints the counts, and sets the exit code. */
export function noSkippedTests() {
  return {
    onTestRunFinished({ sessions }) {
      const problems = [];
      let passed = 0;
      for (const { testFile, testResults } of sessions) {
        const tests = testResults ? [...testsOf(testResults)] : [];
        if (tests.length === 0) problems.push(`${testFile} has no test`);
        for (const test of tests) {
          if (test.skipped) problems.push(`${testFile}: "${test.name}" is skipped`);
          else if (test.passed) passed++;
        }
      }
      console.log(`\n${passed} browser tests passed, ${problems.length} skipped or empty`);
      for (const problem of problems) console.log(`  ${problem}`);
      // The runner sets its own exit code after this, but only if a test failed.
      if (problems.length > 0) process.once('exit', () => (process.exitCode ||= 1));
    },
  };
}

function* testsOf(suite) {
  yield* suite.tests;
  for (const inner of suite.suites) yield* testsOf(inner);
}

/** For node:test (`--test-reporter`): prints one line per problem, otherwise nothing. */
export default async function* nodeReporter(events) {
  const files = new Map();
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { file = data.name, name, details, skip, todo } = data;
    // A file without tests is reported as a test with the file's path as its name.
    const isTest = details?.type !== 'suite' && name !== file;
    files.set(file, (files.get(file) ?? 0) + (isTest ? 1 : 0));
    if (skip !== undefined && skip !== false) yield `skipped: ${name} (${file})\n`;
    if (todo !== undefined && todo !== false) yield `left to do: ${name} (${file})\n`;
  }
  for (const [file, tests] of files) if (tests === 0) yield `no test in ${file}\n`;
  if (files.size === 0) yield 'no test at all\n';
}
