import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

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
  /** The body as the build compressed it, the smallest first. */
  compressed: readonly Encoded[];
}

export interface Encoded {
  body: Buffer;
  encoding: 'br' | 'gzip';
}

/** Beside `name` the build leaves `name.br` and `name.gz`. */
const ENCODINGS = [
  { encoding: 'br', extension: '.br' },
  { encoding: 'gzip', extension: '.gz' },
] as const;

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
      else if (TYPES[extname(name)] !== undefined) files.set(name, readStaticFile(folder, name));
    }
  };
  try {
    walk('');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return files;
}

function readStaticFile(folder: string, name: string): StaticFile {
  const path = join(folder, name);
  const compressed = ENCODINGS.filter(({ extension }) => existsSync(path + extension)).map(
    ({ encoding, extension }) => ({ encoding, body: readFileSync(path + extension) }),
  );
  return staticFile(name, readFileSync(path), compressed);
}

export function staticFile(
  name: string,
  body: Buffer,
  compressed: StaticFile['compressed'] = [],
): StaticFile {
  const digest = createHash('sha384').update(body).digest('base64');
  return {
    name,
    body,
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    etag: `"${digest.slice(0, 24)}"`,
    integrity: `sha384-${digest}`,
    compressed,
  };
}

/**
 * The file in the best encoding that a request accepts.
 * @param accept the request's `Accept-Encoding`. A matcher of header values would follow the order of the browser's list,
 *   which is not by size.
 */
export function encode({ body, compressed }: StaticFile, accept = ''): Partial<Encoded> & { body: Buffer } {
  const accepts = ({ encoding }: Encoded): boolean =>
    new RegExp(`(^|[\\s,])${encoding}\\s*(,|$|;(?!\\s*q=0(\\.0*)?\\s*(,|$)))`).test(accept);
  return compressed.find(accepts) ?? { body };
}
