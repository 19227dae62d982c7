// Lets chunks that load later share the entry's code without importing the entry by its URL.
//
// Rollup would write `import {…} from './live-presence.js'` into the chunk. But the entry has several URLs
// (`/live-presence.js`, `/live-presence-<version>.js`, with a query to bypass a cache), and to a browser another URL is
// another module: Lit and the whole widget would load and run a second time. So the chunk becomes a function with the
// shared code as its parameters, and the entry passes that in:
//
//   import('./chat.js')                 →  import('./chat.js').then((chunk) => chunk.default({ a, b }))
//   import { a, b as c } from './e.js'  →  export default function ({ a, b: c }) { … return { Chat } }
//
// A chunk loaded by another chunk shares that one's code in the same way.
//
// Shared bindings must never be reassigned, because imports would be live but parameters are not: a shared `let` fails
// the build.
import { applyEdits, visit } from './edit-code.mjs';

export function selfContainedEntry() {
  return {
    name: 'self-contained-entry',
    renderChunk(code, chunk, _, { chunks }) {
      if (!chunk.isEntry) return { code: asFunction(this, code, chunk, chunks), map: null };
      if (chunk.imports.length > 0) this.error(`${chunk.fileName} imports ${chunk.imports.join(', ')}`);
      return { code: asGiver(this, code, chunk, chunks), map: null };
    },
  };
}

/** The chunk as a function whose parameters are the bindings it shares with the entry. */
function asFunction(context, code, chunk, chunks) {
  const edits = [];
  /** Exported name of the entry → name in the code. */
  const imported = new Map();
  /** The chunk's exported name → name in the code. */
  const own = new Map();
  /** Chunks that load this one. */
  const loaders = Object.values(chunks).filter(({ dynamicImports }) =>
    dynamicImports.includes(chunk.fileName),
  );
  const tree = context.parse(code);
  for (const { type, start, end, source, specifiers, declaration } of tree.body) {
    if (type === 'ImportDeclaration') {
      const from = chunk.imports.find((name) => source.value.endsWith(name));
      // The chunk that loads this one must be able to pass that on.
      const theirs = loaders.length > 0 && loaders.every(({ fileName }) => fileName === from);
      if (!chunks[from]?.isEntry && !theirs) {
        context.error(
          `${chunk.fileName} imports ${source.value}: it can only share code with the entry and with what loads it`,
        );
      }
      for (const specifier of specifiers) {
        if (specifier.type !== 'ImportSpecifier')
          context.error(`${chunk.fileName} imports ${from} as a whole`);
        const { name } = specifier.imported;
        imported.set(chunks[from].isEntry ? name : loadersName(name), specifier.local.name);
      }
      edits.push({ start, end, text: '' });
    } else if (type === 'ExportNamedDeclaration' && !declaration && !source) {
      for (const { local, exported } of specifiers) own.set(exported.name, local.name);
      edits.push({ start, end, text: '' });
    } else if (type.startsWith('Export')) {
      context.error(`${chunk.fileName} has an export of an unforeseen form: ${code.slice(start, end)}`);
    }
  }
  // Passes on what the chunks that it loads need.
  visit(tree, (node) => {
    if (node.type !== 'ImportExpression') return;
    const name = chunk.dynamicImports.find((file) => node.source.value?.endsWith(file));
    if (!name) return;
    const names = needed(name, chunks);
    for (const one of names) if (!imported.has(one)) imported.set(one, `handed_${one}`);
    const owned = chunks[name].importedBindings[chunk.fileName] ?? [];
    refuseVariables(context, tree, new Set(owned.map((one) => own.get(one))));
    const locals = new Map([...imported, ...owned.map((one) => [loadersName(one), own.get(one)])]);
    const all = [...names, ...owned.map(loadersName)];
    edits.push({ start: node.end, end: node.end, text: handOver(all, locals) });
  });
  const returned = [...own].map(([name, local]) => property(name, local));
  const shared = [...imported].map(([name, local]) => property(name, local));
  // Created only once, as a module runs only once.
  return `let made;
export default (shared) => (made ??= make(shared));
function make({ ${shared.join(', ')} }) {
${applyEdits(code, edits)}
return { ${returned.join(', ')} };
}
`;
}

/** The entry, which passes shared bindings to its chunks. */
function asGiver(context, code, entry, chunks) {
  const tree = context.parse(code);
  const edits = [];
  /** Exported name → name in the code. */
  const exported = new Map();
  const statements = tree.body.filter((node) => node.type === 'ExportNamedDeclaration' && !node.declaration);
  for (const { specifiers } of statements) {
    for (const specifier of specifiers) exported.set(specifier.exported.name, specifier.local.name);
  }
  const given = new Set();
  visit(tree, (node) => {
    if (node.type !== 'ImportExpression') return;
    const name = entry.dynamicImports.find((file) => node.source.value?.endsWith(file));
    if (!name) return;
    const names = needed(name, chunks);
    for (const one of names) given.add(exported.get(one));
    edits.push({ start: node.end, end: node.end, text: handOver(names, exported) });
  });
  refuseVariables(context, tree, given);
  const public_ = new Set(context.getModuleInfo(entry.facadeModuleId).exports);
  const kept = [...exported]
    .filter(([name]) => public_.has(name))
    .map(([name, local]) => `${local} as ${name}`);
  for (const [index, { start, end }] of statements.entries()) {
    edits.push({ start, end, text: index === 0 && kept.length > 0 ? `export { ${kept.join(', ')} };` : '' });
  }
  return applyEdits(code, edits);
}

/** The bindings a chunk takes from the entry, for itself and for the chunks that it loads. */
function needed(name, chunks) {
  const { importedBindings, dynamicImports } = chunks[name];
  const entry = Object.keys(importedBindings).find((file) => chunks[file]?.isEntry);
  return [
    ...new Set([
      ...(importedBindings[entry] ?? []),
      ...dynamicImports.filter((file) => !chunks[file].isEntry).flatMap((file) => needed(file, chunks)),
    ]),
  ];
}

/** Bindings from the loading chunk have a different prefix than those from the entry. */
function loadersName(name) {
  return `loader_${name}`;
}

function handOver(names, locals) {
  const shared = names.map((name) => property(name, locals.get(name))).join(', ');
  return `.then((chunk) => chunk.default({ ${shared} }))`;
}

function refuseVariables(context, tree, names) {
  for (const { type, kind, declarations } of tree.body) {
    if (type !== 'VariableDeclaration' || kind === 'const') continue;
    for (const { id } of declarations) {
      if (names.has(id.name))
        context.error(`${id.name} is shared with a chunk, but is no const: share an object instead`);
    }
  }
}

function property(key, value) {
  return key === value ? key : `${key}: ${value}`;
}
