import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants } from 'node:zlib';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

export interface StaticFile {
  name: string;
  type: string;
  /** Strong entity tag. */
  etag: string;
  /** `sha384-…`, for an `integrity` attribute. */
  integrity: string;
  body: Buffer;
  /** The body in the best encoding that the request accepts; each encoding is compressed once. */
  encoded(accept: string | undefined): Promise<{ body: Buffer; encoding: string | undefined }>;
}

/**
 * The files of a folder and its subfolders, read once, so that no request can name a path on the disk.
 * @param folder if it doesn't exist, there are no files
 * @returns by path relative to the folder, with `/`
 */
export function readStaticFiles(folder: string): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  const walk = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) walk(name);
      else if (TYPES[extname(name)] !== undefined)
        files.set(name, staticFile(name, readFileSync(join(folder, name))));
    }
  };
  try {
    walk('');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return files;
}

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

export function staticFile(name: string, body: Buffer): StaticFile {
  const digest = createHash('sha384').update(body).digest('base64');
  const text = !/\.(jpg|png|webp|woff2|ico)$/.test(name);
  const compressed = new Map<string, Promise<Buffer>>();
  const once = (encoding: string, compress: () => Promise<Buffer>) => {
    const result = compressed.get(encoding) ?? compress();
    compressed.set(encoding, result);
    return result;
  };
  return {
    name,
    body,
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    etag: `"${digest.slice(0, 24)}"`,
    integrity: `sha384-${digest}`,
    async encoded(accept = '') {
      const accepts = (coding: string) =>
        new RegExp(`(^|[\\s,])${coding}\\s*(,|$|;(?!\\s*q=0(\\.0*)?\\s*(,|$)))`).test(accept);
      if (text && accepts('br')) {
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
        return { body: await once('br', () => brotli(body, { params })), encoding: 'br' };
      }
      if (text && accepts('gzip')) {
        return { body: await once('gzip', () => zip(body, { level: 9 })), encoding: 'gzip' };
      }
      return { body, encoding: undefined };
    },
  };
}
