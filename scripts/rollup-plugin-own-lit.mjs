// Makes the Lit in our bundle private, so that it never interferes with a page's own Lit, whichever loads first:
// - `setHTML` parses templates, which Trusted Types policies don't restrict. Without `setHTML`, the first template
//   creates a policy called `live-presence`. If the page forbids it, nothing renders, and the console says why, once;
// - no version lists, metadata maps or `Symbol.metadata` remain on the page's globals;
// - hooks that a page may have installed for its own Lit (polyfills, hydration) are not called;
// - code for browsers that we don't support, and checks that types make unnecessary, are removed;
// - so is what the widget does not use of it (unused-lit.mjs).
//
// The patterns match Lit's published code. One that matches nothing fails the build: check the new version then.
// Browser tests run on the same Lit (test-runner-plugin-own-lit.mjs).
import { NEEDS_UNUSED, UNUSED } from './unused-lit.mjs';

const POLICY = `$1=$2?(policy=>({createHTML(text){if(policy===void 0&&!("setHTML"in Element.prototype))try{policy=$2.createPolicy("live-presence",{createHTML:text=>text})}catch{policy=null}return policy?policy.createHTML(text):text}}))():void 0`;
const PARSE = `if(typeof $2=="string"&&globalThis.trustedTypes&&$1.setHTML)$1.setHTML($2,{sanitizer:{removeElements:[],removeAttributes:[],comments:true}});else try{$1.innerHTML=$2}catch{this.warned||console.warn("[live-presence] nothing rendered: add live-presence to trusted-types");this.warned=1}return $1`;

const CHANGES = {
  'lit-html/lit-html.js': [
    [/(\w+)=(\w+)\?\2\.createPolicy\("lit-html",\{createHTML:\w+=>\w+\}\):void 0/, POLICY],
    [/return (\w+)\.innerHTML=(\w+),\1/, PARSE],
    [
      /,\w+=\w+\.litHtmlPolyfillSupport;\w+\?\.\(\w+,\w+\),\(\w+\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\)/,
      '',
    ],
  ],
  '@lit/reactive-element/reactive-element.js': [
    [/,\w+=\w+\.reactiveElementPolyfillSupport/, ''],
    [/Symbol\.metadata\?\?=Symbol\("metadata"\),\w+\.litPropertyMetadata\?\?=new WeakMap;/, ''],
    // Decorators store their metadata there; we use none.
    [
      /const (\w+)=this\[Symbol\.metadata\];if\(null!==\1\)\{const (\w+)=litPropertyMetadata\.get\(\1\);if\(void 0!==\2\)for\(const\[\w+,\w+\]of \2\)this\.elementProperties\.set\(\w+,\w+\)\}/,
      '',
    ],
    [/,\w+\?\.\(\{ReactiveElement:\w+\}\),\(\w+\.reactiveElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, ''],
  ],
  // Every browser with `light-dark()` supports constructable style sheets, and all of ours come from the `css` tag.
  '@lit/reactive-element/css-tag.js': [
    [/(\w+)=(\w+)\.ShadowRoot&&.*?"replace"in CSSStyleSheet\.prototype/, '$1=true'],
    [/if\((this\._\$cssResult\$=!0),\w+!==\w+\)throw Error\("CSSResult[^"]*"\)/, '$1'],
    [/if\("number"==typeof (\w+)\)return \1;throw Error\(.*?page security\."\)/, 'return $1'],
  ],
  'lit-element/lit-element.js': [
    [/,\w+\.litElementHydrateSupport\?\.\(\{LitElement:\w+\}\)/, ''],
    [/const (\w+)=\w+\.litElementPolyfillSupport;\1\?\.\(\{LitElement:\w+\}\);/, ''],
    [/\(\w+\.litElementVersions\?\?=\[\]\)\.push\("[\d.]+"\);/, ''],
  ],
};
const LEAKS =
  /lit-html"|litHtmlVersions|reactiveElementVersions|litElementVersions|litPropertyMetadata|PolyfillSupport|HydrateSupport|Symbol\.metadata|litIssuedWarnings/;

/** Which of Lit's modules that we change is at this path; undefined for any other file. */
export function litModuleAt(path) {
  return Object.keys(CHANGES).find((file) => path.replaceAll('\\', '/').endsWith(`/node_modules/${file}`));
}

/**
 * @param name as found by `litModuleAt`
 * @throws if a pattern matches nothing
 */
export function changeLit(name, code) {
  let result = code;
  for (const [pattern, replacement] of [...CHANGES[name], ...(UNUSED[name] ?? [])]) {
    if (result.search(pattern) < 0) throw new Error(`nothing in ${name} looks like ${pattern}`);
    result = result.replace(pattern, replacement);
  }
  return result;
}

export function ownLit() {
  const done = new Set();
  return {
    name: 'own-lit',
    buildStart: () => done.clear(),
    transform(code, id) {
      if (NEEDS_UNUSED.test(id.replaceAll('\\', '/')))
        this.error(`${id} needs what unused-lit.mjs removes from Lit`);
      const name = litModuleAt(id);
      if (!name) return null;
      done.add(name);
      return { code: changeLit(name, code), map: null };
    },
    buildEnd(error) {
      if (error) return;
      for (const name of Object.keys(CHANGES)) if (!done.has(name)) this.error(`${name} was not bundled`);
    },
    generateBundle(_, files) {
      for (const file of Object.values(files)) {
        const leak = file.type === 'chunk' && LEAKS.exec(file.code);
        if (leak) this.error(`${file.fileName} still has "${leak[0]}"`);
      }
    },
  };
}
