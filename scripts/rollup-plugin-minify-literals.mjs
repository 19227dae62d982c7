// Removes the indentation from html`` and css`` templates. Runs after esbuild, because it reads plain JavaScript.
//
// HTML: a run of white space becomes one space, or none if it contains a line break and is next to a tag. So a
// significant space between inline elements must not contain a line break. CSS: minified by esbuild. A fragment can't be
// parsed by itself, so an expression in css`` fails the build.
import { transform } from 'esbuild';
import { applyEdits, visit } from './edit-code.mjs';

const CSS_TARGET = ['chrome111', 'firefox115', 'safari16.4'];

export function minifyLiterals() {
  return {
    name: 'minify-literals',
    async transform(code, id) {
      if (id.includes('node_modules') || !/\b(html|svg|css)`/.test(code)) return null;
      const edits = [];
      const jobs = [];
      visit(this.parse(code), (node) => {
        if (node.type !== 'TaggedTemplateExpression' || node.tag.type !== 'Identifier') return;
        const { quasis, expressions } = node.quasi;
        const replace = (quasi, text) =>
          edits.push({ start: quasi.start, end: quasi.end, text: escape(text) });
        if (node.tag.name === 'css') {
          if (expressions.length > 0) this.error(`${id} has an expression in css\`\``);
          jobs.push(minifyCss(quasis[0].value.cooked).then((text) => replace(quasis[0], text)));
        } else if (node.tag.name === 'html' || node.tag.name === 'svg') {
          // White space is visible there, so all of it stays.
          const text = quasis.map(({ value }) => value.cooked).join('');
          if (/<(pre|textarea)\b[^>]*>(?!<\/)/.test(text)) return;
          for (const quasi of quasis) replace(quasi, minifyHtml(quasi.value.cooked));
        }
      });
      await Promise.all(jobs);
      return { code: applyEdits(code, edits), map: null };
    },
  };
}

/** @param text one string of a template, between two expressions */
function minifyHtml(text) {
  return text
    .replace(/<!--(?!\?).*?-->/gs, '')
    .replace(/\s+/g, (space) => (space.includes('\n') ? '\n' : ' '))
    .replace(/(?<=>)\n|\n(?=<|\/?>)/g, '')
    .replaceAll('\n', ' ');
}

async function minifyCss(text) {
  const { code } = await transform(text, { loader: 'css', minify: true, target: CSS_TARGET });
  // esbuild leaves the values of custom properties as they are.
  return code
    .trim()
    .replace(/(--[\w-]+): +/g, '$1:')
    .replace(/(?<=[(,]) +| +(?=\))/g, '');
}

/** The text escaped for a template literal. */
function escape(text) {
  return text.replace(/[\\`]|\$(?=\{)/g, '\\$&');
}
