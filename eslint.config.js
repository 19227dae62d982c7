import { defineConfig, globalIgnores } from 'eslint/config';
import { configs as lit } from 'eslint-plugin-lit';
import { configs as wc } from 'eslint-plugin-wc';
import ts from 'typescript-eslint';

const NODE_GLOBALS = ['process', 'console', 'setTimeout', 'clearTimeout', 'performance', 'URL', 'Buffer'];

/**
 * Properties of `window` that a template or a method takes silently when the variable meant is missing. As in the
 * package confusing-browser-globals, but for those that nobody takes for a variable (`addEventListener`, `location`,
 * `innerWidth`, `scrollX` …).
 */
const CONFUSING_GLOBALS = [
  ...['blur', 'close', 'closed', 'confirm', 'defaultStatus', 'defaultstatus', 'event', 'external', 'find'],
  ...['focus', 'frameElement', 'frames', 'history', 'length', 'locationbar', 'menubar', 'moveBy', 'moveTo'],
  ...['name', 'onblur', 'onerror', 'onfocus', 'onload', 'onresize', 'onunload', 'open', 'opener', 'opera'],
  ...['origin', 'outerHeight', 'outerWidth', 'pageXOffset', 'pageYOffset', 'parent', 'print', 'resizeBy'],
  ...['resizeTo', 'screen', 'screenLeft', 'screenTop', 'screenX', 'screenY', 'scroll', 'scrollbars'],
  ...['scrollBy', 'scrollTo', 'self', 'status', 'statusbar', 'stop', 'toolbar', 'top'],
];
/** The client runs in Node as well: it takes what it needs of a page from its options. */
const PAGE_GLOBALS = [
  ...['document', 'window', 'location', 'navigator', 'customElements', 'matchMedia', 'getComputedStyle'],
  ...['localStorage', 'sessionStorage', 'addEventListener', 'removeEventListener', 'requestAnimationFrame'],
  ...[
    'Element',
    'HTMLElement',
    'Node',
    'MutationObserver',
    'innerWidth',
    'innerHeight',
    'scrollX',
    'scrollY',
  ],
];

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'data/', 'node_modules/', 'test/screenshots/']),
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { eqeqeq: 'error', 'no-console': 'off', 'prefer-const': 'error' },
  },
  {
    files: ['**/*.{js,mjs}'],
    rules: {
      'no-undef': 'error',
      'no-unused-vars': 'error',
      'no-empty': 'error',
      'no-fallthrough': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
    },
    languageOptions: {
      ecmaVersion: 'latest',
      sourceType: 'module',
      globals: Object.fromEntries(NODE_GLOBALS.map((name) => [name, 'readonly'])),
    },
  },
  {
    files: ['**/*.ts'],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['protocol', 'server', 'widget', 'cli', 'demo', 'test'].map(
          (folder) => `${folder}/tsconfig.json`,
        ),
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // A number in a template is what templates are for.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `() => this.close()` as a listener says no more with braces around it.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Interfaces with an async method have implementations that need not wait.
      '@typescript-eslint/require-await': 'off',
      // With strict indexing the compiler knows better what may be missing than this rule.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions', 'methods'] }],
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-unnecessary-type-arguments': 'off', // saying it can be clearer than leaving it out
    },
  },
  {
    files: ['widget/**/*.ts'],
    extends: [lit['flat/all'], wc['flat/best-practice']],
    settings: { wc: { elementBaseClasses: ['LitElement'] } },
    rules: {
      'no-restricted-globals': ['error', ...CONFUSING_GLOBALS],
      // What old libraries replace on pages.
      'no-restricted-properties': [
        'error',
        { object: 'JSON', property: 'stringify', message: 'Pages change toJSON: use toJson.' },
        { object: 'Array', property: 'from', message: 'Pages replace it: spread instead.' },
        { property: 'reduce', message: 'Pages replace it: use a loop.' },
        {
          property: 'entries',
          allowObjects: ['Object'],
          message: 'Pages replace that of lists: use a loop, or the map itself.',
        },
      ],
      // Lit's accessors come from `static properties`; what looks like a classfield is a `declare`.
      'lit/no-classfield-shadowing': 'error',
      // Templates pass functions made once per element; an arrow in a list's item has no other place.
      'lit/no-template-arrow': 'off',
      // Decorators are not used.
      'lit/prefer-query-decorators': 'off',
      // The base class is Lit's, which has them.
      'wc/guard-super-call': 'off',
    },
  },
  {
    files: ['widget/client/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', ...CONFUSING_GLOBALS, ...PAGE_GLOBALS] },
  },
  {
    // Measured against packages of its own, which are not installed with ours: their types are unknown here.
    files: ['bench/**/*.ts'],
    extends: [ts.configs.disableTypeChecked],
  },
  {
    // Tests say what they know of what they made themselves.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            // Typed as a promise for the sake of comparing documents, which we don't await either.
            { from: 'package', package: 'chai', name: 'Equal' },
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
      '@typescript-eslint/no-unused-expressions': 'off', // chai's `to.be.true`
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
