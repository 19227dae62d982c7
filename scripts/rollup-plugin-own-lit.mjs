// Makes the Lit in our bundle ours alone, so that a page with its own Lit never meets it, whichever loads first:
// - templates are parsed by `setHTML`, which no Trusted Types policy guards. Where that is missing there is a policy
//   called `live-presence`, made with the first template. On a page that forbids it nothing is shown, and the console
//   says why, once;
// - no version lists, no metadata maps and no `Symbol.metadata` are left on the page's globals;
// - hooks that a page may have put there for its own Lit (polyfills, hydration) are not called;
// - what is there for browsers that we don't support, and for mistakes that types find, is left out.
//
// The patterns are of Lit's published code. One that matches nothing fails the build: look at the new version then.

const POLICY = `$1=$2?(policy=>({createHTML(text){if(policy===void 0&&!("setHTML"in Element.prototype))try{policy=$2.createPolicy("live-presence",{createHTML:text=>text})}catch{policy=null}return policy?policy.createHTML(text):text}}))():void 0`;
const PARSE = `if(typeof $2=="string"&&globalThis.trustedTypes&&$1.setHTML)$1.setHTML($2,{sanitizer:{removeElements:[],removeAttributes:[],comments:true}});else try{$1.innerHTML=$2}catch{this.said||console.warn("[live-presence] nothing is shown: trusted-types has to name live-presence");this.said=1}return $1`;

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
    // Where decorators leave what they know; we have none.
    [
      /const (\w+)=this\[Symbol\.metadata\];if\(null!==\1\)\{const (\w+)=litPropertyMetadata\.get\(\1\);if\(void 0!==\2\)for\(const\[\w+,\w+\]of \2\)this\.elementProperties\.set\(\w+,\w+\)\}/,
      '',
    ],
    [/,\w+\?\.\(\{ReactiveElement:\w+\}\),\(\w+\.reactiveElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, ''],
  ],
  // Every browser that knows `light-dark()` has these style sheets; ours are all made by the `css` tag.
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

export function ownLit() {
  const done = new Set();
  return {
    name: 'own-lit',
    buildStart: () => done.clear(),
    transform(code, id) {
      const path = id.replaceAll('\\', '/');
      const name = Object.keys(CHANGES).find((file) => path.endsWith(`/node_modules/${file}`));
      if (!name) return null;
      let result = code;
      for (const [pattern, replacement] of CHANGES[name]) {
        if (!pattern.test(result)) this.error(`nothing in ${name} looks like ${pattern}`);
        result = result.replace(pattern, replacement);
      }
      done.add(name);
      return { code: result, map: null };
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
