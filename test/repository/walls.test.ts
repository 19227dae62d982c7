import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SERVER, WIDGET } from '../../.dependency-cruiser.mjs';

const ROOT = join(import.meta.dirname, '../..');

for (const [folder, floors] of Object.entries({ server: SERVER, widget: WIDGET })) {
  const rooms = floors.flat();

  void test(`every room of ${folder}/ that has a floor exists`, () => {
    const exists = (room: string): boolean =>
      existsSync(join(ROOT, folder, /(\/|\.ts)$/.test(room) ? room : `${room}.ts`));
    assert.deepEqual(
      rooms.filter((room) => !exists(room)),
      [],
    );
  });

  void test(`every file and folder of ${folder}/ has a floor`, () => {
    const entries = readdirSync(join(ROOT, folder), { withFileTypes: true });
    const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
    const homeless = names.filter(
      (name) => name !== 'tsconfig.json' && !rooms.some((room) => name.startsWith(room)),
    );
    assert.deepEqual(homeless, []);
  });
}
