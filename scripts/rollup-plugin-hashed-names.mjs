// Names each script but the entry after the SHA-256 of its content, which is what the one that loads it checks.
//
// A name is part of the content of what loads the script, so those that load nothing get theirs first, and the hash of
// the entry holds for everything.
import { createHash } from 'node:crypto';

export function hashedNames() {
  return {
    name: 'hashed-names',
    generateBundle(_, bundle) {
      /** File name → what the entry's `loadScript` takes. */
      const names = new Map();
      /** @param path the files that lead to this one */
      const rename = (fileName, path = []) => {
        // Neither could hold the hash of the other.
        if (path.includes(fileName)) this.error(`${[...path, fileName].join(' loads ')}: a circle`);
        const chunk = bundle[fileName];
        for (const loaded of chunk.dynamicImports)
          if (!names.has(loaded)) rename(loaded, [...path, fileName]);
        const code = chunk.code.replace(/(["'`])(live-presence-[\w-]+\.js)\1/g, (text, quote, loaded) =>
          names.has(loaded) ? quote + names.get(loaded) + quote : text,
        );
        if (chunk.isEntry) {
          chunk.code = code;
          return;
        }
        const { source, hash } = plainlyHashed(code);
        const name = `${fileName.replace(/^live-presence-|\.js$/g, '')}-${hash}`;
        names.set(fileName, name);
        delete bundle[fileName];
        this.emitFile({ type: 'asset', fileName: `live-presence-${name}.js`, source });
      };
      rename(Object.values(bundle).find(({ isEntry }) => isEntry).fileName);
    },
  };
}

/**
 * With so many line breaks at its end that the base64 of its hash is letters and digits alone: the same in a URL and in
 * an `integrity`, so that the loader need not translate.
 */
export function plainlyHashed(code) {
  for (let source = code; ; source += '\n') {
    const hash = createHash('sha256').update(source).digest('base64url');
    if (!/[-_]/.test(hash)) return { source, hash };
  }
}
