/** What people write wrongly in the flags of `chat`: each is refused by its name, with what would be right. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readChatOptions } from '../../cli/chat/options.ts';
import { UsageError } from '../../cli/usage-error.ts';

const URL = 'https://presence.example.com';
const GOOD = [URL, '--room', 'docs'];

for (const [args, message] of [
  [[...GOOD, '--nmae=Ada'], /^--nmae: unknown option\. Did you mean --name\? There are --room, .*--help$/],
  [[...GOOD, '--Json'], /^--Json: unknown option\. Did you mean --json\?/],
  [[...GOOD, '--colour'], /^--colour: unknown option\. There are/],
  [[...GOOD, '-n', 'Ada'], /^-n: unknown option/],
  [[...GOOD, '--json=yes'], /^--json: takes no value, not "yes"$/],
  [[...GOOD, '--name'], /^--name: missing value; write --name=VALUE$/],
  [[...GOOD, '--name', '--json'], /^--name: missing value/],
  [[...GOOD, '--name', ''], /^--name: "" is blank/],
  [[...GOOD, '--token='], /^--token: "" is blank/],
  [[...GOOD, '--page', ' '], /^--page: " " is blank/],
  [[URL, '--room', '\t'], /^--room: "\\t" is blank/],
  [[...GOOD, '--room', 'other'], /^--room: given twice/],
  [[...GOOD, '--tail', '1e3'], /^--tail: "1e3" is not a whole number/],
  [[...GOOD, '--tail', '-1'], /^--tail: "-1" is not a whole number|^--tail: missing value/],
  [[...GOOD, '--page', 'a\rb'], /^--page: must have .* no control characters/],
  [[URL], /^missing --room/],
  [['--room', 'docs'], /^missing server URL/],
  [[...GOOD, 'docs'], /^unexpected argument "docs"/],
] as const)
  test(`chat ${JSON.stringify(args)}`, () => {
    assert.throws(
      () => readChatOptions(args, {}),
      (error: unknown) => {
        assert.ok(error instanceof UsageError, String(error));
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /[\r\n]/);
        return true;
      },
    );
  });
