/**
 * The built scripts take of the browser only what is meant: a variable that got lost on the way, by hand or in the
 * build, can be one of `window`'s many properties, and nothing else would say so.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Linter } from 'eslint';

const BUILT = fileURLToPath(new URL('../../dist/widget/', import.meta.url));

/** What the scripts take of the browser on purpose; only names that nobody takes for a variable. */
const ON_PURPOSE = [
  ...['AbortController', 'AudioContext', 'CSSStyleSheet', 'ClipboardEvent', 'CustomEvent', 'Document'],
  ...['Element', 'Event', 'HTMLElement', 'HTMLInputElement', 'HTMLTextAreaElement', 'InputEvent'],
  ...['KeyboardEvent', 'Node', 'Notification', 'OscillatorNode', 'Range', 'SVGElement', 'ShadowRoot', 'Text'],
  ...['TextEncoder', 'URL', 'WebSocket', 'WheelEvent', 'DOMException', 'fetch', 'matchMedia'],
  ...['document', 'window', 'location', 'navigator', 'customElements', 'localStorage', 'sessionStorage'],
  ...['addEventListener', 'removeEventListener', 'getComputedStyle', 'crypto', 'console', 'performance'],
  ...['innerWidth', 'innerHeight', 'scrollX', 'scrollY', 'requestAnimationFrame', 'cancelAnimationFrame'],
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'queueMicrotask'],
];

const linter = new Linter();

/** What a script uses without declaring or importing it, besides JavaScript's own and what is known. */
function freeNames(code: string, known: readonly string[] = ON_PURPOSE): string[] {
  const messages = linter.verify(code, {
    languageOptions: {
      ecmaVersion: 'latest',
      sourceType: 'module',
      globals: Object.fromEntries(known.map((name) => [name, 'readonly'])),
    },
    linterOptions: { noInlineConfig: true },
    rules: { 'no-undef': ['error', { typeof: true }] },
  });
  // That a comment is not heeded is only a warning.
  const faults = messages.filter(({ severity }) => severity === 2);
  return faults.map(({ ruleId, message }) => {
    const name = ruleId === 'no-undef' ? /^'(.+)'/.exec(message)?.[1] : undefined;
    assert.ok(name, message);
    return name;
  });
}

const scripts = new Map(
  readdirSync(BUILT)
    .filter((name) => name.endsWith('.js'))
    .map((name) => [name, readFileSync(join(BUILT, name), 'utf8')]),
);

void describe('the built scripts', () => {
  for (const [name, code] of scripts)
    void test(`${name.replace(/-[\w-]{43}\.js$/, '')} has no free name`, () => {
      assert.deepEqual([...new Set(freeNames(code))], []);
    });

  void test('use every global that is known', () => {
    const used = new Set([...scripts.values()].flatMap((code) => freeNames(code, [])));
    assert.deepEqual(
      ON_PURPOSE.filter((name) => !used.has(name)),
      [],
    );
  });
});

void describe('a free name is found', () => {
  for (const [where, code] of Object.entries({
    'in a template': 'const view = (t) => t`<p ?hidden=${closed}></p>`;',
    'in a method': 'class Badge { get label() { return this.text ?? name; } }',
    'in a default': 'export function open(where = parent) { return where; }',
    'where it is assigned': 'export const stop = () => { status = 1; };',
    'where only its type is asked for': 'export const has = typeof event;',
    'as a short property': 'export const options = { length };',
    'outside of its block':
      'export function first(list) { for (const top of list) if (top) break; return top; }',
    'in spite of a comment': '/* global origin */ export const from = origin;',
  }))
    void test(where, () => {
      assert.equal(freeNames(code).length, 1);
    });

  void test('as one more in a script that was built', () => {
    const [name, code] = [...scripts].find(([each]) => each.includes('-cursors-'))!;
    assert.deepEqual(freeNames(`${code}\nexport const planted = () => closed;`), ['closed'], name);
  });
});
