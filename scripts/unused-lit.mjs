// What Lit can do and this widget never asks of it: removed from the widget's bundle, where Lit is a quarter of what
// every visitor loads. Each comment names what is gone; rollup-plugin-own-lit.mjs applies the list.
export const UNUSED = {
  'lit-html/lit-html.js': [
    // Directives: the function that resolves them, its calls, and what parts keep for them.
    [/function \w+\(\w+,(\w+),\w+=\w+,\w+\)\{if\(\1===\w+\)return \1;let .*?,\1\}(?=class)/, ''],
    [/\w+\(this,(\w+|\w+\[\w+\+\w+\]),\w+(,\w+)?\)/g, '$1'],
    [/get _\$AU\(\)\{return [^}]*\}/g, ''],
    [/this\._\$AN=void 0,/g, ''],
    [/this\._\$AP\?\.\(!1,!0,\w+\)/, ''],
    [/,this\._\$Cv=\w+\?\.isConnected\?\?!0/, ''],
    [/setConnected\(\w+\)\{.*?\}(?=\})/, ''],
    [/constructor\([^)]*\)\{super\([^)]*\),this\.type=\d\}/g, ''],
    [/this\.type=\d,/g, ''],
    [/get (tagName|startNode|endNode)\(\)\{return [^}]*\}/g, ''],
    [/get parentNode\(\)\{return this\._\$AM\.parentNode\}/, ''],
    [/get parentNode\(\)\{let .*?\.parentNode\),\w+\}/, ''],
    [/,this\._\$AM=\w+/g, ''],
    // What Lit's own add-ons import, that function among it: a name that is gone would end the script as it loads.
    [/const \w+=\{M:\w+,P:.*?\};?(?=const )/, ''],
    [/\w+ as _\$LH,/, ''],
    // Expressions in place of an attribute, in comments, and in elements whose content is text, such as <style>.
    [/:1===(\w+)\.type\?(\w+=new \1\.ctor\([^)]*\)):6===\1\.type&&\(\w+=new \w+\(\w+,this,\w+\)\)/, ':$2'],
    [/void 0!==(\w+)&&\((void 0!==\1\.strings\?.*?\[\w+\]\))\)(?=,\w+\+\+)/, '$2'],
    [/else (\w+)\.startsWith\(\w+\)&&\(\w+\.push\(\{type:6,index:\w+\}\),\w+\.removeAttribute\(\1\)\)/, ''],
    [/else\{let \w+=-1;for\(.*?\.length-1\}/, ''],
    [/if\(\w+\.test\(\w+\.tagName\)\)\{.*?\}\}(?=\}else)/, ''],
    [/(?<=else )if\(8===\w+\.nodeType\)/, ''],
    [/\(\w+\.test\((\w+\[2\])\)&&\(\w+=RegExp\("<\/"\+\1,"g"\)\),(\w+=\w+)\)/, '$2'],
    [/\((\w+=)\w+\?\?(\w+,\w+=-1)\)/, '($1$2)'],
    [/"!--"===\w+\[1\]\?\w+=\w+:void 0!==\w+\[1\]\?\w+=\w+:/, ''],
    [/(\w)===.\|\|\1===.\?(\1=\w):\1===.\|\|\1===.\?\1=\w:\(\1=\w,\w=void 0\)/, '$2'],
    // Listeners that come and go, are objects, or have options or a method; other documents to create nodes in.
    [
      /_\$AI\((\w+),\w+=this\)\{if\(\(\1=.*?(\w+)\)===\w+\)return;.*?this\._\$AH=\1\}/,
      '_$AI($1){this._$AH===$2&&this.element.addEventListener(this.name,this);this._$AH=$1}',
    ],
    [/"function"==typeof this\._\$AH\?this\._\$AH\.(.*?):this\._\$AH\.handleEvent\(\w+\)/, 'this._$AH?.$1'],
    [/\(\w+\?\.creationScope\?\?(\w+)\)/, '$1'],
    [/\w+\?\.renderBefore\?\?(\w+)/g, '$1'],
    // A function that a polyfill of shadow trees replaces, and names for other copies of Lit.
    [/const (\w+)=\w+\((\w+)\)\.nextSibling;\w+\(\2\)\.remove\(\)/, 'const $1=$2.nextSibling;$2.remove()'],
    [/Symbol\.for\("lit-\w+"\)/g, 'Symbol()'],
    // Templates that are only the inside of an SVG or of MathML.
    [/2===\w+\?"<svg>":3===\w+\?"<math>":""/, '""'],
    [/\+\(2===\w+\?"<\/svg>":3===\w+\?"<\/math>":""\)/, ''],
    [/if\((this\.el=.*?\.content),2===(\w+)\|\|3===\2\)\{.*?\.childNodes\)\}/, '$1;'],
    [
      /(\w+)=(\w+)=>(\(\w+,\.\.\.\w+\)=>\(\{_\$litType\$:)\2(.*?\}\)),(\w+)=\1\(1\),\w+=\1\(2\),\w+=\1\(3\)/,
      '$5=$31$4',
    ],
    [/\w+ as mathml,/, ''],
    [/,\w+ as svg/, ''],
    [/\(\{strings:(\w+),_\$litType\$:\w+\},\w+\)/, '({strings:$1})'],
    [/,_\$litType\$:\w+\}=/, '}='],
    [/(\[\w+,\w+\]=\w+\(\w+),\w+\)/, '$1)'],
    [/(this\.el=\w+\.createElement\(\w+),\w+\)/, '$1)'],
    // `noChange`, lists that are not arrays, and `noCommit`, with which a part takes a value without writing it.
    [/\w+ as noChange,/, ''],
    [/(\w+)===\w+&&\(\1=this\._\$AH\[\w+\]\),/, ''],
    [/(\w+!==this\._\$AH)&&\w+!==\w+(?=,|&&)/g, '$1'],
    [/\|\|"function"==typeof \w+\?\.\[Symbol\.iterator\]/, ''],
    [/_\$AI\((\w+),\w+=this,(\w+),\w+\)/, '_$AI($1,$2)'],
    [/_\$AI\((\w+),\w+=this\)/, '_$AI($1)'],
    [/(\._\$AI\(\w+),\w+(,\w+\),\w+\+=)/, '$1$2'],
    [/(\w+&&)!\w+&&(?=this\.j\()/, '$1'],
    [/(?<![\w.])(\w+)=\1,/g, ''],
    // Templates that a compiler has prepared.
    [/"number"==typeof (\w+)\?(this\._\$AC\(\w+\)):\(.*?,\1\)(?=;)/, '$2'],
  ],
  '@lit/reactive-element/reactive-element.js': [
    // Initializers, which decorators add.
    [/static addInitializer\(\w+\)\{.*?\}/, ''],
    [/,void 0!==(\w+)\.l&&\(this\.l=\[\.\.\.\1\.l\]\)/, ''],
    [/,this\.constructor\.l\?\.forEach\(\w+=>\w+\(this\)\)/, ''],
    [/removeController\(\w+\)\{.*?\}/, ''],
    // Properties that are called by symbols, have attributes of other names, or no accessors.
    [/,getOwnPropertySymbols:\w+/, ''],
    [/\[\.\.\.(\w+\(\w+\)),\.\.\.\w+\(\w+\)\]/, '$1'],
    [/"string"==typeof (\w+)\?\1:"string"==typeof (\w+)\?(\2\.toLowerCase\(\)):void 0/, '$3'],
    [
      /if\((\w+\.state&&.*?),!\w+\.noAccessor\)\{(.*?;)void 0!==(\w+)&&(\w+\(this\.prototype,\w+,\3\))\}/,
      '$1;$2$4',
    ],
    // Properties with accessors of their own.
    [
      /getPropertyDescriptor\((\w+),(\w+),(\w+)\)\{.*?configurable/,
      'getPropertyDescriptor($1,$2,$3){return{get(){return this[$2]},set(value){const before=this[$2];this[$2]=value;this.requestUpdate($1,before,$3)},configurable',
    ],
    [/,this\.prototype\.hasOwnProperty\(\w+\)&&\(.*?\.wrapped=!0\)/, ''],
    [/const \w+=this\.constructor\.elementProperties;if\(\w+\.size>0\)for\(.*?\}(?=\}let)/, ''],
    [/,wrapped:(\w+)(\},\w+\)\{.*?,)!0!==\1\|\|void 0!==\w+\)/, '$2!0)'],
    // The last parameters of `requestUpdate`, in which callers pass a property's new value: here it is read from the element.
    [
      /requestUpdate\((\w+),(\w+),(\w+),\w+=!1,(\w+)\)\{(.*?const \w+=this\.constructor);if\(!1===\w+&&\(\4=this\[\1\]\),/,
      'requestUpdate($1,$2,$3){$5,$4=this[$1];if(',
    ],
    [/\},(\w+)\)\{(\w+&&!\(this\._\$Ej\?\?=new Map\).*?)\1\?\?/, '}){$2'],
    // Style sheets that are listed twice.
    [/(static finalizeStyles\((\w+)\))\{.*?return \w+\}/, '$1{return[$2??[]].flat()}'],
    // Converters, and attributes of other types than text and boolean.
    [
      /\(void 0!==\w+\.converter\?\.toAttribute\?\w+\.converter:\w+\)\.toAttribute\((\w+),(\w+\.type)\)/,
      '$2===Boolean?$1?"":null:$1',
    ],
    [
      /,\w+="function"==typeof \w+\.converter\?.*?;(this.*?=)\w+\.fromAttribute\((\w+),(\w+\.type)\)/,
      ';$1$3===Boolean?null!==$2:$2',
    ],
    // Options of properties that are not declared, and of the shadow tree.
    [/\w+\?\?=\w+\.getPropertyOptions\(\w+\),/, ''],
    [/static getPropertyOptions\(\w+\)\{.*?\}/, ''],
    [/(\w+)\.getPropertyOptions\(/, '$1.elementProperties.get('],
    [/(createProperty\(\w+,\w+)=\w+\)/, '$1)'],
    [/this\.shadowRoot\?\?(this\.attachShadow\()this\.constructor\.shadowRootOptions/, '$1{mode:"open"}'],
    [/,\w+\.shadowRootOptions=\{mode:"open"\}/, ''],
  ],
  '@lit/reactive-element/css-tag.js': [
    // Expressions in css``, which rollup-plugin-minify-literals.mjs rejects, and one that is evaluated twice.
    [
      /\((\w+),\.\.\.\w+\)=>\{const (\w+)=1===\1\.length\?\1\[0\]:.*?;return new (\w+)\(\2,\1,\w+\)\}/,
      '$1=>new $3($1[0])',
    ],
    [
      /get styleSheet\(\)\{.*?return \w+\}/,
      'get styleSheet(){if(!this.o)(this.o=new CSSStyleSheet).replaceSync(this.cssText);return this.o}',
    ],
    [/constructor\((\w+),.*?(this\.cssText=\w+).*?\}/, 'constructor($1){$2}'],
    [/toString\(\)\{return this\.cssText\}/, ''],
    // Style sheets that no css`` has made.
    [/(\w+) instanceof CSSStyleSheet\?\1:(\1\.styleSheet)/, '$2'],
  ],
  'lit-element/lit-element.js': [
    // Directives learn from these that their element has left the page.
    [/connectedCallback\(\)\{super\.connectedCallback\(\),.*?\}disconnectedCallback\(\)\{.*?\}/, ''],
    [/this\.hasUpdated\|\|\(this\.renderOptions\.isConnected=this\.isConnected\),/, ''],
    // Style elements of a polyfill, before which the content is rendered.
    [/createRenderRoot\(\)\{.*?\}/, ''],
    // Elements without a template, and a mark for Lit's own add-ons.
    [/render\(\)\{return \w+\}/, ''],
    [/,noChange as \w+/, ''],
    [/\w+\._\$litElement\$=!0,/, ''],
    [/,this\._\$Do=void 0/, ''],
    [/this\._\$Do=/, ''],
  ],
};

/** A module with these names uses what is gone. */
export const NEEDS_UNUSED = /\/node_modules\/(lit|lit-html)\/.*directive/;
