// Reads the document's properties from its prototype, in our code and in our copy of Lit: on the document itself each
// `<img name=body>` or `<form name=createElement>` of the page shadows one of them.
const ID = '\0own-document';
/** The loader's: it shares no code with what it loads. */
const LOADERS_ID = '\0loaders-own-document';
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
    resolveId: (id) => (isOurs(id) ? id : null),
    load: (id) => (isOurs(id) ? MODULE : null),
    transform(code, id) {
      if (isOurs(id)) return null;
      let result = code;
      if (id.replaceAll('\\', '/').endsWith('/node_modules/lit-html/lit-html.js')) {
        for (const [pattern, replacement] of LIT) {
          if (result.search(pattern) < 0) this.error(`nothing in lit-html looks like ${pattern}`);
          result = result.replace(pattern, replacement);
        }
      }
      result = result.replace(READ, NAME);
      if (result === code) return null;
      const from = /[\\/]widget[\\/]loader[\\/]/.test(id) ? LOADERS_ID : ID;
      return { code: `import { ${NAME} } from ${JSON.stringify(from)};\n${result}`, map: null };
    },
  };
}

function isOurs(id) {
  return id === ID || id === LOADERS_ID;
}
