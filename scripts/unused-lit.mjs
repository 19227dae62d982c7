// What Lit can do and this widget never asks of it: removed from the widget's bundle, where Lit is a quarter of what
// every visitor loads. Each list names what is gone; rollup-plugin-own-lit.mjs applies them.
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
    // What Lit's own add-ons import, that function among it: a name that is gone would end the script as it loads.
    [/const \w+=\{M:\w+,P:.*?\};?(?=const )/, ''],
    [/\w+ as _\$LH,/, ''],
    // Expressions in place of an attribute, in comments, and in elements whose content is text, such as <style>.
    [/:6===\w+\.type&&\(\w+=new \w+\(\w+,this,\w+\)\)/, ':0'],
    [/else (\w+)\.startsWith\(\w+\)&&\(\w+\.push\(\{type:6,index:\w+\}\),\w+\.removeAttribute\(\1\)\)/, ''],
    [/else\{let \w+=-1;for\(.*?\.length-1\}/, ''],
    [/if\(\w+\.test\(\w+\.tagName\)\)\{.*?\}\}(?=\}else)/, ''],
    // MathML.
    [/3===\w+\?"<math>":""/, '""'],
    [/3===\w+\?"<\/math>":""/, '""'],
    [/2===(\w+)\|\|3===\1/, '2===$1'],
    // Templates that a compiler has prepared.
    [/"number"==typeof (\w+)\?(this\._\$AC\(\w+\)):\(.*?,\1\)(?=;)/, '$2'],
  ],
  '@lit/reactive-element/reactive-element.js': [
    // Initializers, which decorators add.
    [/static addInitializer\(\w+\)\{.*?\}/, ''],
    [/,void 0!==(\w+)\.l&&\(this\.l=\[\.\.\.\1\.l\]\)/, ''],
    [/,this\.constructor\.l\?\.forEach\(\w+=>\w+\(this\)\)/, ''],
    [/removeController\(\w+\)\{.*?\}/, ''],
    // Properties with accessors of their own.
    [/,this\.prototype\.hasOwnProperty\(\w+\)&&\(.*?\.wrapped=!0\)/, ''],
    [/const \w+=this\.constructor\.elementProperties;if\(\w+\.size>0\)for\(.*?\}(?=\}let)/, ''],
    [/,wrapped:(\w+)(\},\w+\)\{.*?,)!0!==\1\|\|void 0!==\w+\)/, '$2!0)'],
    // Converters, and attributes of other types than text and boolean.
    [/case Object:case Array:\w+=null==\w+\?\w+:JSON\.stringify\(\w+\)/, ''],
    [/case Number:.*?;break;case Object:.*?\}\}(?=return)/, '}'],
    [/"function"==typeof \w+\.converter\?.*?:(\w+)(?=;)/, '$1'],
    [/\(void 0!==\w+\.converter\?\.toAttribute\?\w+\.converter:(\w+)\)/, '$1'],
  ],
  'lit-element/lit-element.js': [
    // Directives learn from these that their element has left the page.
    [/connectedCallback\(\)\{super\.connectedCallback\(\),.*?\}disconnectedCallback\(\)\{.*?\}/, ''],
    [/this\.hasUpdated\|\|\(this\.renderOptions\.isConnected=this\.isConnected\),/, ''],
    // Style elements of a polyfill, before which the content is rendered.
    [/createRenderRoot\(\)\{.*?\}/, ''],
  ],
};

/** A module with these names uses what is gone. */
export const NEEDS_UNUSED = /\/node_modules\/(lit|lit-html)\/.*directive/;
