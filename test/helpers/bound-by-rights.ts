import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

/** Powers of root over files that are not its own. */
const POWERS = '-dac_override,-dac_read_search';

/**
 * A test about files whose rights forbid something. For root none does: there it runs in a process that has given up
 * that power (`setpriv` of util-linux).
 * @param file of the test: `import.meta.filename`; it holds nothing else
 */
export function testBoundByRights(file: string, name: string, run: () => Promise<void>): void {
  void test(name, async () => {
    if (isBound()) return run();
    const args = [`--bounding-set=${POWERS}`, process.execPath, '--import', 'tsx', file];
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
    const { status, stdout, error } = spawnSync('setpriv', args, { env, encoding: 'utf8' });
    if (error) throw new Error('As root this test needs setpriv, of util-linux', { cause: error });
    if (status !== 0) throw new Error(stdout);
  });
}

function isBound(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'live-presence-rights-'));
  const path = join(folder, 'read-only');
  try {
    writeFileSync(path, '');
    chmodSync(path, 0o444);
    accessSync(path, constants.W_OK);
    return false;
  } catch {
    return true;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
