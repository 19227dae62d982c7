// Lets scripts that load later share code with those that are there already, without importing them by their URLs.
//
// Rollup would write `import {…} from './live-presence-core.js'` into the chat. But a file is named after the hash of its
// content, which holds the names of the files that it loads: no two of them can name each other. So each script but the
// entry becomes a function with the shared code as its parameters, and whoever loads it passes that in. It is loaded by
// the entry's `loadScript`, which is passed on, too:
//
//   import('./chat.js')                 →  loadScript('chat-<hash>', shared)
//   import { a, b as c } from './core'  →  export default async function ([a, c]) { … return { Chat } }
//
// What the core shares is one list, in the order of names, and passed on as it is: each script takes from it what it
// needs. It is there once the core has run, which loads nothing before. After it comes what the script takes from the one
// that loads it, or from those that loaded that one, and which they pass on.
//
// So a script can share code with every one that is there whenever it is loaded, and with no other.
//
// Shared bindings must never be reassigned, because imports would be live but parameters are not: a shared `let` fails
// the build.
//
// In this file the entry's `loadScript` loads, and a script that has an `import()` of another one is its importer.
import { applyEdits, visit } from './edit-code.mjs';

/** Exported by the entry for this, and for nobody else. */
const LOAD = 'loadScript';
/** In the code of scripts: what the core shares. */
const SHARED = '$shared';

export function scriptFunctions() {
  return {
    name: 'script-functions',
    renderChunk(code, chunk, _, { chunks }) {
      const render = chunk.isEntry ? asEntry : asFunction;
      return { code: render(this, code, chunk, chunks), map: null };
    },
  };
}

/** The entry, without its exports. */
function asEntry(context, code, { fileName, imports, dynamicImports }, chunks) {
  if (imports.length > 0) context.error(`${fileName} imports ${imports.join(', ')}`);
  if (dynamicImports.length !== 1)
    context.error(
      `${fileName} loads ${dynamicImports.join(', ')}: it has to load the core, and nothing else`,
    );
  const tree = context.parse(code);
  const edits = [];
  /** Exported name → name in the code. */
  const own = new Map();
  for (const { type, start, end, specifiers } of tree.body) {
    if (type !== 'ExportNamedDeclaration') continue;
    for (const { local, exported } of specifiers) own.set(exported.name, local.name);
    edits.push({ start, end, text: '' });
  }
  const load = own.get(LOAD);
  if (!load) context.error(`${fileName} exports no ${LOAD}`);
  const handed = new Map([[LOAD, load]]);
  for (const file of Object.values(chunks))
    for (const name of file.importedBindings?.[fileName] ?? []) handed.set(entrysName(name), own.get(name));
  refuseVariables(context, tree, new Set(handed.values()));
  visit(tree, (node) => {
    const name = importedBy(node, dynamicImports);
    if (name) edits.push(loadingOf(node, name, load, listOf(handed)));
  });
  return applyEdits(code, edits);
}

/** Any other script, as a function whose parameters are the bindings it shares. */
function asFunction(context, code, chunk, chunks) {
  const core = coreOf(chunks);
  const entry = entryOf(chunks);
  const isCore = chunk.fileName === core;
  const edits = [];
  /** Name in the parameters → name in the code. */
  const imported = new Map();
  /** The chunk's exported name → name in the code. */
  const own = new Map();
  const tree = context.parse(code);
  for (const { type, start, end, source, specifiers, declaration } of tree.body) {
    if (type === 'ImportDeclaration') {
      const from = chunk.imports.find((name) => source.value.endsWith(name));
      if (from !== core && from !== entry && !isAfter(chunk.fileName, from, chunks)) {
        context.error(
          `${chunk.fileName} imports ${source.value}: it can only share code with scripts that are always there before it`,
        );
      }
      for (const specifier of specifiers) {
        if (specifier.type !== 'ImportSpecifier')
          context.error(`${chunk.fileName} imports ${from} as a whole`);
        const { name } = specifier.imported;
        const nameOf = { [core]: String, [entry]: entrysName }[from] ?? ((one) => keyOf(from, one));
        imported.set(nameOf(name), specifier.local.name);
      }
      edits.push({ start, end, text: '' });
    } else if (type === 'ExportNamedDeclaration' && !declaration && !source) {
      for (const { local, exported } of specifiers) own.set(exported.name, local.name);
      edits.push({ start, end, text: '' });
    } else if (type.startsWith('Export')) {
      context.error(`${chunk.fileName} has an export of an unforeseen form: ${code.slice(start, end)}`);
    }
  }
  const loads = chunk.dynamicImports.length > 0;
  const shared = sharedNames(chunks);
  if (isCore)
    for (const name of shared) if (!own.has(name) && !imported.has(name)) imported.set(name, localName(name));
  if (loads) imported.set(LOAD, LOAD);
  for (const [key, from] of neededBy(chunk, chunks))
    if (!imported.has(key) && from !== chunk.fileName) imported.set(key, localName(key));
  visit(tree, (node) => {
    const name = importedBy(node, chunk.dynamicImports);
    if (!name) return;
    const needed = [...neededBy(chunks[name], chunks).keys()].sort();
    const locals = needed.map((key) => imported.get(key) ?? own.get(exportedName(key)));
    refuseVariables(context, tree, new Set(locals));
    edits.push(
      loadingOf(node, name, LOAD, locals.length > 0 ? `[${[SHARED, ...locals].join(', ')}]` : SHARED),
    );
  });
  const others = Object.values(chunks).flatMap(({ importedBindings }) => importedBindings[core] ?? []);
  const returned = [...own]
    .filter(([name]) => !isCore || !others.includes(name))
    .map(([name, local]) => (name === local ? name : `${name}: ${local}`));
  // Created only once, as a module runs only once; what it throws is kept, as a module's error is.
  const head = isCore ? `${listOf(imported)}) {` : takenFrom(shared, imported, loads);
  let tail = '';
  if (isCore) {
    const locals = shared.map((name) => own.get(name) ?? imported.get(name));
    refuseVariables(context, tree, new Set(locals));
    tail = `const ${SHARED} = [${locals.join(', ')}];`;
  }
  return `let made;
export default (shared) => (made ??= make(shared));
async function make(${head}
${applyEdits(code, edits)}
${tail}
return { ${returned.join(', ')} };
}
`;
}

function entryOf(chunks) {
  return Object.values(chunks).find(({ isEntry }) => isEntry).fileName;
}

/** The file name of what the entry loads. */
function coreOf(chunks) {
  return chunks[entryOf(chunks)].dynamicImports[0];
}

/** The file that an `import()` loads. */
function importedBy(node, files) {
  return node.type === 'ImportExpression'
    ? files.find((file) => node.source.value?.endsWith(file))
    : undefined;
}

/** What scripts take from the core, or through it from the entry, in the order of its names. */
function sharedNames(chunks) {
  const [entry, core] = [entryOf(chunks), coreOf(chunks)];
  const names = new Set([LOAD]);
  for (const { fileName, importedBindings = {} } of Object.values(chunks)) {
    if (fileName === core) continue;
    for (const name of importedBindings[core] ?? []) names.add(name);
    for (const name of importedBindings[entry] ?? []) names.add(entrysName(name));
  }
  return [...names].sort();
}

/**
 * The parameter of a script that is not the core, and the start of its body.
 *
 * @param imported name → name in the code
 * @param loads whether it passes on what the core shares
 */
function takenFrom(shared, imported, loads) {
  const places = shared.map((name) => imported.get(name) ?? '');
  const taken = `[${places.join(', ').replace(/[, ]+$/, '')}]`;
  const others = [...imported.keys()].filter((name) => !shared.includes(name)).sort();
  const list =
    others.length > 0
      ? (one) => `[${[one, ...others.map((name) => imported.get(name))].join(', ')}]`
      : String;
  return loads ? `${list(SHARED)}) {\nconst ${taken} = ${SHARED};` : `${list(taken)}) {`;
}

/** Names what a script exports that is neither the entry nor the core. */
function keyOf(fileName, name) {
  return `$${fileName} ${name}`;
}

/** The chunk's exported name of a key. */
function exportedName(key) {
  return key.slice(key.indexOf(' ') + 1);
}

/**
 * Whether a script is only ever loaded when another one is there.
 *
 * @param path the scripts that lead to it: circles are refused when they are named
 */
function isAfter(fileName, other, chunks, path = []) {
  const importers = Object.values(chunks).filter(({ dynamicImports }) => dynamicImports.includes(fileName));
  return (
    importers.length > 0 &&
    !path.includes(fileName) &&
    importers.every(
      (importer) =>
        importer.fileName === other || isAfter(importer.fileName, other, chunks, [...path, fileName]),
    )
  );
}

/**
 * What a script takes, for itself and for those that it loads, from scripts that are neither the entry nor the core.
 *
 * @returns key → file name
 */
function neededBy({ fileName, importedBindings = {}, dynamicImports }, chunks, path = []) {
  const needed = new Map();
  if (path.includes(fileName)) return needed;
  for (const [from, names] of Object.entries(importedBindings))
    if (from !== entryOf(chunks) && from !== coreOf(chunks))
      for (const name of names) needed.set(keyOf(from, name), from);
  for (const loaded of dynamicImports)
    for (const [key, from] of neededBy(chunks[loaded], chunks, [...path, fileName]))
      if (from !== fileName) needed.set(key, from);
  return needed;
}

/** What the entry passes on. */
function entrysName(name) {
  return `^${name}`;
}

/** For what the core passes on without needing it itself. */
function localName(name) {
  return `passed_${name.replace(/\W/g, '')}`;
}

/** @param shared the code of what is passed on */
function loadingOf({ start, end }, name, load, shared) {
  return { start, end, text: `${load}(${JSON.stringify(name)}, ${shared})` };
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

/** What is shared, in the order of its names. @param shared name → name in the code */
function listOf(shared) {
  const names = [...shared.keys()].sort();
  return `[${names.map((name) => shared.get(name)).join(', ')}]`;
}
