/** The walls between the folders, as rules on imports, and the checker that holds source files against them. */
import { builtinModules } from 'node:module';
import { dirname, join, normalize, sep } from 'node:path';
import ts from 'typescript';

/** One import of one file, as written. */
export interface Import {
  /** Path from the repository's root, with `/`. */
  file: string;
  line: number;
  specifier: string;
  /** The imported file's path from the root, where the import is relative. */
  target?: string;
  typeOnly: boolean;
}

/** What the files below a path may import, apart from each other. */
export interface Layer {
  /** Files whose path starts so; of several matching layers the longest counts. */
  path: string;
  /** Layers (their paths) that it may import from. */
  from: readonly string[];
  /** Packages, without sub-paths; `node:` stands for all of Node's own. */
  packages: readonly string[];
  /** Why, for the message. */
  why: string;
}

/** Files that only few may import, whatever the layers say. */
export interface Guard {
  files: RegExp;
  by: RegExp;
  why: string;
}

export interface Rules {
  layers: readonly Layer[];
  guards: readonly Guard[];
}

/** All imports, exports from elsewhere, and dynamic imports with a literal name. */
export function importsOf(file: string, text: string): Import[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    const relative = specifier.text.startsWith('.');
    const target = relative
      ? normalize(join(dirname(file), specifier.text))
          .split(sep)
          .join('/')
      : undefined;
    found.push({ file, line, specifier: specifier.text, typeOnly, ...(target !== undefined && { target }) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node, node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node, node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node)) {
      add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node, node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What is wrong with the imports, one line each: `file:line imports "…": why`. */
export function violations(imports: readonly Import[], { layers, guards }: Rules): string[] {
  const layerOf = (path: string): Layer | undefined =>
    layers
      .filter((layer) => path.startsWith(layer.path))
      .sort((a, b) => b.path.length - a.path.length)
      .at(0);
  const found: string[] = [];
  for (const { file, line, specifier, target } of imports) {
    const refuse = (why: string): void => void found.push(`${file}:${line} imports "${specifier}": ${why}`);
    const layer = layerOf(file);
    if (!layer) {
      refuse('the file is in no layer');
      continue;
    }
    if (target === undefined) {
      const name = packageOf(specifier);
      if (!layer.packages.includes(name)) refuse(layer.why);
      continue;
    }
    const other = layerOf(target);
    if (!other) refuse('the imported file is in no layer');
    else if (other !== layer && !layer.from.includes(other.path)) refuse(layer.why);
    for (const guard of guards) {
      if (guard.files.test(target) && !guard.by.test(file)) refuse(guard.why);
    }
  }
  return found;
}

/** `lit/directives/ref.js` → `lit`, `@a/b/c` → `@a/b`, `fs` and `node:fs` → `node:`. */
export function packageOf(specifier: string): string {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return 'node:';
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Uses of the given global names, as `file:line uses document`; a name that the file gives to something is no global. */
export function globalsUsed(file: string, text: string, names: readonly string[]): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const uses: ts.Identifier[] = [];
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && names.includes(node.text)) {
      if (isBinding(node)) declared.add(node.text);
      else if (!isMember(node)) uses.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return uses
    .filter(({ text: name }) => !declared.has(name))
    .map((node) => {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      return `${file}:${line} uses ${node.text}`;
    });
}

function isBinding({ parent, text }: ts.Identifier): boolean {
  const binds = ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent);
  return binds && ts.isIdentifier(parent.name) && parent.name.text === text;
}

/** `x.name`, `{ name: x }`, `name: string` and the like. */
function isMember(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (
    (ts.isPropertyAssignment(parent) || ts.isClassElement(parent) || ts.isTypeElement(parent)) &&
    parent.name === node
  );
}
