// Reads the document's properties from its prototype, in our code and in our copy of Lit: on the document itself each
// `<img name=body>` or `<form name=createElement>` of the page shadows one of them.
const ID = '\0own-document';
const NAME = 'ownDocument';
const MODULE = `export const ${NAME} = new Proxy(document, {
  get(target, name) {
    const value = Reflect.get(Document.prototype, name, target);
    return value instanceof Function ? value.bind(target) : value;
  },
});`;
/** Not a property access; a spread is fine. */
const READ = /(?<![\w$])(?<!(?<!\.\.)\.)document(?=\.\w)/g;
/** Lit's name for the document; where it goes into a tree walker, it has to be the document itself. */
const LIT = [
  [/\b(\w+)=document,/, `$1=${NAME},`],
  [/(\w+)\.createTreeWalker\(\1,/, '$1.createTreeWalker(document,'],
  [/(\w+)\.currentNode=\w+,(?=\w+\})/, '$1.currentNode=document,'],
];

export function ownDocument() {
  return {
    name: 'own-document',
    resolveId: (id) => (id === ID ? id : null),
    load: (id) => (id === ID ? MODULE : null),
    transform(code, id) {
      if (id === ID) return null;
      let result = code;
      if (id.replaceAll('\\', '/').endsWith('/node_modules/lit-html/lit-html.js')) {
        for (const [pattern, replacement] of LIT) {
          if (result.search(pattern) < 0) this.error(`nothing in lit-html looks like ${pattern}`);
          result = result.replace(pattern, replacement);
        }
      }
      result = result.replace(READ, NAME);
      if (result === code) return null;
      return { code: `import { ${NAME} } from ${JSON.stringify(ID)};\n${result}`, map: null };
    },
  };
}
