/**
 * The package's entries for CommonJS: beside each entry `name.cjs`, and beside its `name.d.ts` a `name.d.cts` that says
 * the same.
 *
 * `require()` loads modules in every Node that we support, so that there is one code and one state for both. TypeScript
 * refuses a module's declarations where it compiles to CommonJS. They are taken over by name and not copied, so that a
 * class stays one class for those who write both.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * @param {string} folder where the entries' `.d.ts` are
 * @param {Readonly<Record<string, string>>} modules by the entry's name, where its module is from there
 */
export function writeCommonJs(folder, modules) {
  const names = Object.keys(modules);
  const typesOf = (name) => join(folder, `${name}.d.ts`);
  const program = ts.createProgram(names.map(typesOf), {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
  });
  const checker = program.getTypeChecker();
  for (const name of names) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(typesOf(name)));
    const lines = checker.getExportsOfModule(module).flatMap((symbol) => declarations(checker, symbol));
    const types = `import type * as all from './${name}.js' with { 'resolution-mode': 'import' };`;
    writeFileSync(join(folder, `${name}.d.cts`), `${[types, ...lines].join('\n')}\n`);
    writeFileSync(join(folder, `${name}.cjs`), `module.exports = require('${modules[name]}');\n`);
  }
}

/** A name can be a value, a type, or both, as a class is. */
function declarations(checker, symbol) {
  const { name } = symbol;
  const { flags, declarations: where = [] } =
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (where.length === 0) throw new Error(`${name}: nothing is known of it`);
  // What a parameter extends is exported, too, or the declarations would not hold.
  const parameters = where.find((each) => each.typeParameters)?.typeParameters ?? [];
  const list = (texts) => (texts.length > 0 ? `<${texts.join(', ')}>` : '');
  const asked = list(parameters.map((each) => each.getText()));
  const given = list(parameters.map((each) => each.name.getText()));
  return [
    ...(flags & ts.SymbolFlags.Value ? [`export declare const ${name}: typeof all.${name};`] : []),
    ...(flags & ts.SymbolFlags.Type ? [`export type ${name}${asked} = all.${name}${given};`] : []),
  ];
}
