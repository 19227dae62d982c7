// Lets scripts that load later share code with those that are there already, without importing them by their URLs.
//
// Rollup would write `import {…} from './live-presence-core.js'` into the chat. But a file is named after the hash of its
// content, which holds the names of the files that it loads: no two of them can name each other. So each script but the
// entry becomes a function with the shared code as its parameters, and whoever loads it passes that in. It is loaded by
// the entry's `loadScript`, which is passed on, too:
//
//   import('./chat.js')                 →  loadScript('chat-<hash>', { a, b, loadScript })
//   import { a, b as c } from './core'  →  export default async function ({ a, b: c, loadScript }) { … return { Chat } }
//
// Code is shared by the core, which the entry loads, and by the script that loads another one.
//
// Shared bindings must never be reassigned, because imports would be live but parameters are not: a shared `let` fails
// the build.
//
// In this file the entry's `loadScript` loads, and a script that has an `import()` of another one is its importer.
import { applyEdits, visit } from './edit-code.mjs';

/** Exported by the entry for this, and for nobody else. */
const LOAD = 'loadScript';

export function scriptFunctions() {
  return {
    name: 'script-functions',
    renderChunk(code, chunk, _, { chunks }) {
      const render = chunk.isEntry ? asEntry : asFunction;
      return { code: render(this, code, chunk, chunks), map: null };
    },
  };
}

/** The entry, without its export. */
function asEntry(context, code, { fileName, imports, dynamicImports }) {
  if (imports.length > 0) context.error(`${fileName} imports ${imports.join(', ')}`);
  if (dynamicImports.length !== 1)
    context.error(
      `${fileName} loads ${dynamicImports.join(', ')}: it has to load the core, and nothing else`,
    );
  const tree = context.parse(code);
  const edits = [];
  let load;
  for (const { type, start, end, specifiers } of tree.body) {
    if (type !== 'ExportNamedDeclaration') continue;
    load = specifiers.find(({ exported }) => exported.name === LOAD)?.local.name;
    edits.push({ start, end, text: '' });
  }
  if (!load) context.error(`${fileName} exports no ${LOAD}`);
  visit(tree, (node) => {
    const name = importedBy(node, dynamicImports);
    if (!name) return;
    edits.push(loadingOf(node, name, load, [property(LOAD, load)]));
  });
  return applyEdits(code, edits);
}

/** Any other script, as a function whose parameters are the bindings it shares. */
function asFunction(context, code, chunk, chunks) {
  const core = coreOf(chunks);
  const edits = [];
  /** Name in the parameters → name in the code. */
  const imported = new Map();
  /** The chunk's exported name → name in the code. */
  const own = new Map();
  /** Chunks with an `import()` of this one. */
  const importers = Object.values(chunks).filter(({ dynamicImports }) =>
    dynamicImports.includes(chunk.fileName),
  );
  const tree = context.parse(code);
  for (const { type, start, end, source, specifiers, declaration } of tree.body) {
    if (type === 'ImportDeclaration') {
      const from = chunk.imports.find((name) => source.value.endsWith(name));
      // The importer must be able to pass that on.
      const theirs = importers.length > 0 && importers.every(({ fileName }) => fileName === from);
      if (from !== core && !theirs) {
        context.error(
          `${chunk.fileName} imports ${source.value}: it can only share code with the core and with its importer`,
        );
      }
      for (const specifier of specifiers) {
        if (specifier.type !== 'ImportSpecifier')
          context.error(`${chunk.fileName} imports ${from} as a whole`);
        const { name } = specifier.imported;
        imported.set(from === core ? name : importersName(name), specifier.local.name);
      }
      edits.push({ start, end, text: '' });
    } else if (type === 'ExportNamedDeclaration' && !declaration && !source) {
      for (const { local, exported } of specifiers) own.set(exported.name, local.name);
      edits.push({ start, end, text: '' });
    } else if (type.startsWith('Export')) {
      context.error(`${chunk.fileName} has an export of an unforeseen form: ${code.slice(start, end)}`);
    }
  }
  const isCore = chunk.fileName === core;
  if (chunk.dynamicImports.length > 0) imported.set(LOAD, LOAD);
  // Passes on what the chunks that it loads need.
  visit(tree, (node) => {
    const name = importedBy(node, chunk.dynamicImports);
    if (!name) return;
    const handed = new Map();
    for (const one of fromCore(name, chunks)) {
      if (!isCore && !imported.has(one)) imported.set(one, `handed_${one}`);
      handed.set(one, (isCore ? own : imported).get(one));
    }
    if (!isCore)
      for (const one of chunks[name].importedBindings[chunk.fileName] ?? [])
        handed.set(importersName(one), own.get(one));
    refuseVariables(context, tree, new Set(handed.values()));
    if (loadsOthers(name, chunks)) handed.set(LOAD, LOAD);
    edits.push(
      loadingOf(
        node,
        name,
        LOAD,
        [...handed].map(([one, local]) => property(one, local)),
      ),
    );
  });
  const shared = [...imported].map(([name, local]) => property(name, local));
  const others = Object.values(chunks).flatMap(({ importedBindings }) => importedBindings[core] ?? []);
  const returned = [...own]
    .filter(([name]) => !isCore || !others.includes(name))
    .map(([name, local]) => property(name, local));
  // Created only once, as a module runs only once; what it throws is kept, as a module's error is.
  return `let made;
export default (shared) => (made ??= make(shared));
async function make({ ${shared.join(', ')} }) {
${applyEdits(code, edits)}
return { ${returned.join(', ')} };
}
`;
}

/** The file name of what the entry loads. */
function coreOf(chunks) {
  return Object.values(chunks).find(({ isEntry }) => isEntry).dynamicImports[0];
}

/** The file that an `import()` loads. */
function importedBy(node, files) {
  return node.type === 'ImportExpression'
    ? files.find((file) => node.source.value?.endsWith(file))
    : undefined;
}

/**
 * The bindings that a chunk takes from the core, for itself and for the chunks that it loads.
 *
 * @param path the chunks that lead to this one
 */
function fromCore(name, chunks, path = []) {
  if (path.includes(name)) throw new Error(`${[...path, name].join(' loads ')}: a circle`);
  const { importedBindings, dynamicImports } = chunks[name];
  return new Set([
    ...(importedBindings[coreOf(chunks)] ?? []),
    ...dynamicImports.flatMap((file) => [...fromCore(file, chunks, [...path, name])]),
  ]);
}

function loadsOthers(name, chunks) {
  return chunks[name].dynamicImports.length > 0;
}

/** What the importer passes on has another name than what is the core's, and a short one, because it stays. */
function importersName(name) {
  return `$${name}`;
}

function loadingOf({ start, end }, name, load, shared) {
  return {
    start,
    end,
    text: `${load}(${JSON.stringify(name)}, { ${shared.join(', ')} })`,
  };
}

function refuseVariables(context, tree, names) {
  for (const { type, kind, declarations } of tree.body) {
    if (type !== 'VariableDeclaration' || kind === 'const') continue;
    for (const name of declarations.flatMap(({ id }) => boundNames(id))) {
      if (names.has(name))
        context.error(`${name} is shared with a chunk, but is no const: share an object instead`);
    }
  }
}

/** The variables that a declaration makes, destructuring or not. */
function boundNames(pattern) {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap(({ value, argument }) => boundNames(value ?? argument));
    case 'ArrayPattern':
      return pattern.elements.flatMap(boundNames);
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    default:
      return [];
  }
}

function property(key, value) {
  return key === value ? key : `${key}: ${value}`;
}
