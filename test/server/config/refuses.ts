import assert from 'node:assert/strict';
import { OptionError } from '../../../server/config/option.ts';

/** A wrong value is refused on one line, which begins with the name of what was set and says what would be right. */
export function refuses(run: () => unknown, name: string, message: RegExp): void {
  assert.throws(run, (error: unknown) => {
    assert.ok(error instanceof OptionError, String(error));
    assert.ok(error.message.startsWith(name), error.message);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /[\r\n]/, 'on one line');
    return true;
  });
}
