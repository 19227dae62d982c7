import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, it } from 'node:test';
import { type Layer, type Rules, globalsUsed, importsOf, packageOf, violations } from './import-rules.ts';

const ROOT = join(import.meta.dirname, '../..');
const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  devDependencies: Record<string, string>;
};
const PRODUCTION = ['protocol', 'server', 'widget', 'cli'];

const SERVER_PACKAGES = [
  'node:',
  ...Object.keys({ ...MANIFEST.dependencies, ...MANIFEST.optionalDependencies }).filter(
    (name) => name !== 'lit',
  ),
];
const server = (path: string, from: string[], why: string): Layer => ({
  path,
  from,
  packages: SERVER_PACKAGES,
  why,
});
const SERVER_PARTS = [
  'server/room/',
  'server/store/',
  'server/broker/',
  'server/auth/',
  'server/',
  'protocol/',
];
const ASSEMBLY = [
  'server/compose.ts',
  'server/presence-service.ts',
  'server/live-server.ts',
  'server/app.ts',
  'server/gateway.ts',
  'server/connection.ts',
  'server/admin/',
];
const BELOW_ROOM =
  'stores, brokers and authenticators know the protocol and small tools, not rooms or the gateway';

/** The arrows of the design. */
const RULES: Rules = {
  layers: [
    { path: 'protocol/', from: [], packages: [], why: 'protocol imports nothing' },

    // gateway → room → store and broker interfaces → protocol. What lies in server/ itself serves all of them.
    server(
      'server/',
      ['protocol/'],
      'tools in server/ know the protocol alone; only what assembles, serves or carries the rooms knows more',
    ),
    server('server/main.ts', [...SERVER_PARTS, ...ASSEMBLY], ''),
    server('server/index.ts', [...SERVER_PARTS, ...ASSEMBLY], ''),
    server('server/compose.ts', [...SERVER_PARTS, ...ASSEMBLY], ''),
    server(
      'server/live-server.ts',
      ['server/presence-service.ts', 'server/'],
      'the server knows the service',
    ),
    server(
      'server/presence-service.ts',
      [...SERVER_PARTS, ...ASSEMBLY],
      'the service knows interfaces, not what puts it together',
    ),
    server(
      'server/app.ts',
      [...SERVER_PARTS, 'server/gateway.ts', 'server/admin/'],
      'the routes know rooms; compose and presence-service put things together',
    ),
    server(
      'server/gateway.ts',
      [...SERVER_PARTS, 'server/connection.ts'],
      'the gateway knows rooms, not the HTTP routes',
    ),
    server('server/connection.ts', SERVER_PARTS, 'a connection knows the session that it carries to'),
    server('server/admin/', SERVER_PARTS, 'the administration knows rooms, not the HTTP server'),
    server(
      'server/room/',
      SERVER_PARTS.filter((part) => part !== 'server/room/'),
      'rooms know no gateway, no HTTP',
    ),
    server('server/store/', ['server/', 'protocol/'], BELOW_ROOM),
    server('server/broker/', ['server/', 'protocol/'], BELOW_ROOM),
    server('server/auth/', ['server/', 'protocol/'], BELOW_ROOM),

    // live-presence → elements → controllers → client → protocol.
    {
      path: 'widget/',
      from: [
        'widget/elements/',
        'widget/controllers/',
        'widget/client/',
        'widget/cursor/',
        'widget/visitor/',
        'widget/words/',
        'protocol/',
      ],
      packages: ['lit'],
      why: 'the widget imports protocol and lit',
    },
    {
      path: 'widget/react.ts',
      from: ['widget/'],
      packages: ['react', '@lit/react'],
      why: 'the React components know the elements, and nothing knows them',
    },
    {
      path: 'widget/elements/',
      from: [
        'widget/controllers/',
        'widget/client/',
        'widget/cursor/',
        'widget/visitor/',
        'widget/words/',
        'protocol/',
      ],
      packages: ['lit'],
      why: 'elements know controllers and what is below, not <live-presence>',
    },
    {
      path: 'widget/controllers/',
      from: ['widget/client/', 'widget/cursor/', 'widget/words/', 'protocol/'],
      packages: ['lit'],
      why: 'controllers know the client and the cursor code, no elements',
    },
    {
      path: 'widget/cursor/',
      from: ['widget/client/', 'protocol/'],
      packages: [],
      why: 'the cursor code knows the client and the protocol, no Lit',
    },
    {
      path: 'widget/visitor/',
      from: ['widget/client/', 'protocol/'],
      packages: [],
      why: 'what is remembered of the visitor knows nothing of what shows it',
    },
    { path: 'widget/words/', from: [], packages: [], why: 'what is said knows nothing of what shows it' },
    {
      path: 'widget/client/',
      from: ['protocol/'],
      packages: [],
      why: 'the client knows the protocol alone: no elements, no Lit, no package',
    },

    {
      path: 'cli/',
      from: ['server/main.ts', 'server/', 'widget/client/', 'protocol/'],
      packages: ['node:', 'ws'],
      why: 'the command line knows main and the tools of the server, widget/client, the protocol and ws',
    },
  ],
  guards: [
    {
      files:
        /^server\/(store|broker|auth)\/(?!message-store\.ts$|rule-store\.ts$|broker\.ts$|authenticator\.ts$)/,
      by: /^server\/((compose|main)\.ts$|(store|broker|auth)\/)/,
      why: 'an implementation, which only server/compose.ts names; import its interface',
    },
    {
      files: /^server\//,
      by: /^(server|cli)\/(?!chat\/)/,
      why: 'the chat of the terminal is a client like any other',
    },
  ],
};

/** What widget/client must do without: it runs wherever there are WebSocket, fetch and timers. */
const DOM = [
  'document',
  'window',
  'self',
  'navigator',
  'location',
  'history',
  'localStorage',
  'sessionStorage',
];

function sources(folders: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of folders.filter((name) => existsSync(join(ROOT, name)))) {
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
      const path = join(entry.parentPath, entry.name);
      found.set(relative(ROOT, path).split(sep).join('/'), readFileSync(path, 'utf8'));
    }
  }
  return found;
}

function check(file: string, text: string): string[] {
  return violations(importsOf(file, text), RULES);
}

describe('the walls between the folders', () => {
  const files = sources(PRODUCTION);

  it('are kept by every import', () => {
    assert.ok(files.size > 20, `only ${files.size} source files found`);
    assert.deepEqual(
      [...files].flatMap(([file, text]) => check(file, text)),
      [],
    );
  });

  it('hold no production code that needs a development dependency', () => {
    const used = [...files].flatMap(([file, text]) => importsOf(file, text));
    const wrong = used.filter(
      ({ file, specifier, target, typeOnly }) =>
        // The types of @lit/react are bundled; and who imports it has React.
        file !== 'widget/react.ts' &&
        target === undefined &&
        !typeOnly &&
        packageOf(specifier) in MANIFEST.devDependencies,
    );
    assert.deepEqual(
      wrong.map(({ file, line, specifier }) => `${file}:${line} imports "${specifier}"`),
      [],
    );
  });

  it('leave widget/client without a document', () => {
    const client = [...files].filter(([file]) => file.startsWith('widget/client/'));
    assert.ok(client.length > 0);
    assert.deepEqual(
      client.flatMap(([file, text]) => globalsUsed(file, text, DOM)),
      [],
    );
  });
});

describe('the checker', () => {
  const cases: [what: string, file: string, text: string][] = [
    ['a package in the protocol', 'protocol/x.ts', `import { z } from 'zod';`],
    ['the widget in the server', 'server/room/x.ts', `import { A } from '../../widget/anchors/anchor.ts';`],
    ['the gateway in a room', 'server/room/x.ts', `import '../gateway.ts';`],
    ['a room in a store', 'server/store/x.ts', `import { Room } from '../room/room.ts';`],
    ['an implementation named by a room', 'server/room/x.ts', `import { M } from '../store/memory.ts';`],
    ['an implementation named by the gateway', 'server/gateway.ts', `import { V } from './auth/visitor.ts';`],
    ['lit in the client', 'widget/client/x.ts', `import { html } from 'lit';`],
    ['lit in the cursor code', 'widget/cursor/x.ts', `import { ref } from 'lit/directives/ref.js';`],
    ['Node in the widget', 'widget/elements/x.ts', `import { join } from 'path';`],
    ['an element in a controller', 'widget/controllers/x.ts', `import '../elements/live-presence-chat.ts';`],
    [
      'the whole in an element',
      'widget/elements/x.ts',
      `import { LivePresence } from '../live-presence.ts';`,
    ],
    [
      'a test helper in the server',
      'server/app.ts',
      `import { pair } from '../test/helpers/socket-pair.ts';`,
    ],
    ['a room in the command line', 'cli/x.ts', `import { Room } from '../server/room/room.ts';`],
    ['an element in the command line', 'cli/chat/x.ts', `import '../../widget/shared/colours.ts';`],
    ['the server in the chat of the terminal', 'cli/chat/x.ts', `import { C } from '../../server/clock.ts';`],
    ['the command line in the server', 'server/main.ts', `import { runChat } from '../cli/chat/run.ts';`],
    ['a package in the command line', 'cli/x.ts', `import { Hono } from 'hono';`],
    ['the demo in the widget', 'widget/index.ts', `import '../demo/visitors.ts';`],
    ['a type alone', 'protocol/x.ts', `import type { Place } from '../widget/client/place.ts';`],
    ['a type in passing', 'protocol/x.ts', `export let a: import('../widget/client/place.ts').Place;`],
    ['an export from elsewhere', 'widget/client/x.ts', `export * from '../cursor/anchor.ts';`],
    [
      'an import at run time',
      'widget/client/x.ts',
      `const a = await import('../elements/live-presence-chat.ts');`,
    ],
  ];
  for (const [what, file, text] of cases) {
    it(`sees ${what}`, () => {
      const found = check(file, `// first line\n${text}`);
      assert.equal(found.length, 1, found.join('\n'));
      assert.ok(found[0]?.startsWith(`${file}:2 imports "`), found[0]);
    });
  }

  it('lets through what the design allows', () => {
    const allowed = [
      ['server/main.ts', `import { M } from './store/memory.ts'; import { serve } from '@hono/node-server';`],
      ['server/store/sqlite.ts', `import { S } from './message-store.ts'; import { b } from './batch.ts';`],
      [
        'server/room/room.ts',
        `import type { B } from '../broker/broker.ts'; import { C } from '../clock.ts';`,
      ],
      [
        'widget/live-presence.ts',
        `import { LitElement } from 'lit'; import('./elements/live-presence-chat.ts');`,
      ],
      ['widget/cursor/anchor.ts', `import type { Place } from '../client/place.ts';`],
      ['cli/main.ts', `await import('../server/main.ts'); import { O } from '../server/options.ts';`],
      ['cli/chat/x.ts', `import { WebSocket } from 'ws'; import '../../widget/client/chat-log.ts';`],
    ] as const;
    assert.deepEqual(
      allowed.flatMap(([file, text]) => check(file, text)),
      [],
    );
  });

  it('tells a use of a global from a name that only looks like one', () => {
    const text = `const a = options.document;\nconst b = { window: 1 };\nlocation.reload();\nwindow.open();\nconst { self } = a;\nself.go();`;
    assert.deepEqual(globalsUsed('x.ts', text, DOM), ['x.ts:3 uses location', 'x.ts:4 uses window']);
  });
});
