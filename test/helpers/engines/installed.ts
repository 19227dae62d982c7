/** The engines besides Chromium that are installed here. The run says which are left out. */
import { firefoxPath } from './firefox.ts';
import { findWebKit } from './webkit.ts';

function installed<T>(name: string, found: T | undefined): T | undefined {
  if (found === undefined) console.log(`SKIPPED: the tests in ${name}, because it is not installed`);
  return found;
}

export const firefox = installed('Firefox', firefoxPath());
/** Only long runs use it. */
export const webkit = process.env['TEST_LONG'] ? installed('WebKit', findWebKit()) : undefined;
