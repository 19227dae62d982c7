// The walls of the house, checked by `npm run lint`: imports only go down the floors, and never in a circle.
import { readFileSync } from 'node:fs';

const { dependencies, optionalDependencies } = JSON.parse(
  readFileSync(new URL('package.json', import.meta.url), 'utf8'),
);
const PACKAGES = { ...dependencies, ...optionalDependencies };

/** From the roof down. Rooms of one floor do not know each other. */
export const SERVER = [
  ['main.ts', 'index.ts'],
  ['compose.ts', 'live-server.ts'],
  ['presence-service.ts'],
  ['http/'],
  ['config/'],
  ['gateway/'],
  ['session/'],
  ['room/'],
  ['page/', 'store/', 'broker/', 'auth/'],
  ['byte-budget.ts', 'clock.ts', 'frame.ts', 'log.ts', 'metrics.ts', 'turns.ts', 'whole-file.ts'],
  ['log-output.ts', 'package-files.ts'],
];
export const WIDGET = [
  ['loader/'],
  ['react.ts'],
  ['package.ts', 'core.ts'],
  ['define.ts'],
  ['live-presence'],
  ['client-controller.ts'],
  ['people/', 'chat/', 'cursors/', 'badge/', 'consent/'],
  ['together/'],
  ['shared/'],
  ['settings.ts', 'events.ts'],
  ['settings-warnings.ts'],
  ['anchors/', 'host/', 'visitor/'],
  ['motion/', 'client/', 'words/'],
];

const literal = (text) => text.replaceAll('.', '\\.');
const paths = (folder, rooms) => `^${folder}/(${rooms.map(literal).join('|')})`;

/** One rule for each floor: neither the floors above nor the other rooms of the same floor. */
function floors(folder, levels) {
  return levels.flatMap((rooms, level) => {
    const above = levels.slice(0, level).flat();
    return rooms
      .map((room) => {
        const others = [...above, ...rooms.filter((other) => other !== room)];
        // A part may start to load another one; what is loaded late is no part of what loads it.
        const to = { path: paths(folder, others), ...(folder === 'widget' && { dynamic: false }) };
        return {
          name: `${folder}/${room}`.replace(/\/$/, ''),
          comment: `Imports go down the floors of ${folder}/ only; see CONTRIBUTING.md.`,
          severity: 'error',
          from: { path: paths(folder, [room]) },
          to,
        };
      })
      .filter(({ to }) => to.path !== `^${folder}/()`);
  });
}

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const npm = (names) => `^node_modules/(${names.map(literal).join('|')})/`;

export default {
  forbidden: [
    forbid('no-circles', 'Two files that need each other are one, or want a third.', {}, { circular: true }),
    forbid('no-unresolved', 'The import leads nowhere.', {}, { couldNotResolve: true }),
    forbid('protocol', 'The language imports nothing.', { path: '^protocol/' }, { pathNot: '^protocol/' }),
    ...floors('server', SERVER),
    ...floors('widget', WIDGET),
    forbid(
      'server',
      'The server knows the protocol and its own packages.',
      { path: '^server/' },
      { path: '^(widget|cli|demo|test|bench|scripts)/' },
    ),
    forbid(
      'widget',
      'The widget knows the protocol and Lit.',
      { path: '^widget/' },
      { path: '^(server|cli|demo|test|bench|scripts)/' },
    ),
    forbid(
      'implementations',
      'Only compose.ts and main.ts name implementations; everything else knows their interfaces.',
      { path: '^(server|cli)/', pathNot: '^server/((compose|main)\\.ts$|(store|broker|auth)/)' },
      {
        path: '^server/(store|broker|auth)/',
        pathNot: '/(message-store|rule-store|retention-job|broker|authenticator)\\.ts$',
      },
    ),
    forbid(
      'cli',
      'The command line knows main and the configuration of the server, and the client.',
      { path: '^cli/' },
      {
        path: '^(server|widget|demo|test|bench|scripts)/',
        pathNot: '^(server/(main\\.ts|config/)|widget/client/)',
      },
    ),
    forbid(
      'terminal-chat',
      'The terminal chat is a client like any other.',
      { path: '^cli/chat/' },
      { path: '^server/' },
    ),
    forbid(
      'nobody-knows-these',
      'The command line, the demo, the tests and the benchmarks use everything; nothing uses them.',
      { path: '^(protocol|server|widget)/' },
      { path: '^(cli|demo|test|bench)/' },
    ),
    forbid(
      'production-packages',
      'What runs at a site needs a dependency, not a development dependency.',
      { path: '^(protocol|server|widget|cli)/', pathNot: '^widget/react\\.ts$' },
      { path: '^node_modules/', pathNot: npm([...Object.keys(PACKAGES), '@types']) },
    ),
    forbid(
      'without-lit',
      'These rooms run without Lit.',
      { path: '^widget/(client|anchors|motion|words|visitor)/' },
      { path: '^node_modules/' },
    ),
    forbid(
      'server-without-lit',
      'The server renders nothing.',
      { path: '^(server|cli)/' },
      { path: npm(['lit', 'react', '@lit']) },
    ),
    forbid(
      'widget-without-node',
      'The widget runs in browsers.',
      { path: '^widget/' },
      { dependencyTypes: ['core'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
    tsConfig: { fileName: 'tsconfig.base.json' },
  },
};
