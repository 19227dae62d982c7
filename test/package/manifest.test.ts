/** `custom-elements.json`, from which editors complete, against the elements themselves. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Named {
  name: string;
  description?: string;
  type?: { text: string };
  fieldName?: string;
}
interface Declaration {
  name: string;
  tagName: string;
  attributes: Named[];
  events: Named[];
  members: (Named & { kind: string; attribute?: string })[];
  cssParts: Named[];
  cssProperties?: Named[];
  slots?: Named[];
}
interface BuiltElement {
  observedAttributes: string[];
  prototype: object;
}

const { modules } = JSON.parse(readFileSync(join(ROOT, 'dist/package/custom-elements.json'), 'utf8')) as {
  modules: [{ path: string; declarations: Declaration[] }];
};
const [{ path, declarations }] = modules;
const built = (await import(join(ROOT, path))) as Record<string, BuiltElement>;
const declared = (tag: string): Declaration => {
  const found = declarations.find(({ tagName }) => tagName === tag);
  assert.ok(found, tag);
  return found;
};
const names = (all: readonly Named[]): string[] => all.map(({ name }) => name).sort();
const source = (): string =>
  readdirSync(join(ROOT, 'widget'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(ROOT, 'widget', file))
    .map((file) => readFileSync(file, 'utf8').replace(/\/\*\*.*?\*\//gs, ''))
    .join('\n');

describe('the manifest for editors', () => {
  test('tells the three elements that sites write', () => {
    assert.deepEqual(
      declarations.map(({ tagName }) => tagName),
      ['live-presence', 'live-presence-badge', 'live-presence-chat'],
    );
    for (const { name } of declarations) assert.equal(typeof built[name], 'function', name);
  });

  test('names the attributes that the elements listen to, and those alone', () => {
    const extra: Record<string, string[]> = {
      'live-presence': ['status'], // written, not read
      'live-presence-badge': ['for'], // read when the element is put into the page
      'live-presence-chat': ['for'],
    };
    for (const { name, tagName, attributes } of declarations) {
      const observed = built[name]!.observedAttributes;
      assert.deepEqual(names(attributes), [...observed, ...(extra[tagName] ?? [])].sort(), tagName);
    }
  });

  test('names properties and methods that are there, nothing private, and says which values are allowed', () => {
    for (const { name, tagName, members } of declarations) {
      for (const member of members) {
        assert.doesNotMatch(member.name, /^[#_]|^(clock|createClient|suspend)$/);
        assert.ok(member.name in built[name]!.prototype, `${tagName}.${member.name}`);
      }
    }
    const { attributes, members } = declared('live-presence');
    const values = (list: Named[]): string | undefined =>
      list.find(({ name }) => name === 'theme')?.type?.text;
    assert.equal(values(attributes), "'auto' | 'light' | 'dark'");
    assert.equal(values(members), "'auto' | 'light' | 'dark'");
  });

  test('names the events that are typed, and those alone', () => {
    const typed = readFileSync(join(ROOT, 'widget/events.ts'), 'utf8').matchAll(/'(presence-[\w-]+)':/g);
    assert.deepEqual(names(declared('live-presence').events), [...typed].map(([, name]) => name).sort());
  });

  test('names the parts that the templates have, and those alone', () => {
    const drawn = [...source().matchAll(/\bpart(?:=|',\s*|\s*=\s*)["'`]([\w -]+)["'`]/g)].flatMap(
      ([, parts = '']) => parts.split(' '),
    );
    assert.deepEqual([...new Set(drawn)].sort(), names(declared('live-presence').cssParts));
  });

  test('names the slots that the templates of badge and chat have, and those alone', () => {
    const slots = [...source().matchAll(/<slot name="([\w-]+)"/g)].map(([, name = '']) => name);
    const told = ['live-presence-badge', 'live-presence-chat'].flatMap((tag) => declared(tag).slots ?? []);
    assert.deepEqual([...new Set(slots)].sort(), names(told));
  });

  test('names the custom properties that the styles read, and those alone', () => {
    const read = [...source().matchAll(/var\(\s*(--live-presence-[\w-]+)/g)].map(([, name = '']) => name);
    assert.deepEqual([...new Set(read)].sort(), names(declared('live-presence').cssProperties ?? []));
  });
});
