// Browser tests run on the Lit that we ship (rollup-plugin-own-lit.mjs), so that code which needs what the build removes
// from Lit fails there, and not on people's pages. What the tests' own helpers import, in node_modules, is a Lit of
// theirs, as it was published: they draw fixtures with it, and read what a template result says of itself.
import { changeLit, litModuleAt } from './rollup-plugin-own-lit.mjs';

/** Set apart by its URL, so that a page can hold both. */
const OWN = 'own';
const LIT = /\/node_modules\/(lit|lit-html|lit-element|@lit\/reactive-element)\//;
const INSTALLED = /\/node_modules\//;

export function testOnOwnLit() {
  return {
    name: 'own-lit',
    transformImport({ source, context }) {
      // Lit imports nothing but Lit, by paths from one package to the other.
      const own = OWN in context.query || (!INSTALLED.test(context.path) && LIT.test(source));
      return own ? `${source}?${OWN}` : undefined;
    },
    transform({ path, query, body }) {
      const name = OWN in query ? litModuleAt(path) : undefined;
      return name && { body: changeLit(name, String(body)) };
    },
  };
}
