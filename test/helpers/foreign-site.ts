import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ForeignSite {
  /** `http://localhost:…`, an origin other than the server's. */
  origin: string;
  close: () => Promise<void>;
}

export interface ForeignPage {
  html: string;
  headers?: Record<string, string>;
}

/** A third-party web site: pages by path. */
export async function startForeignSite(
  pages: (path: string, request: IncomingMessage) => ForeignPage | undefined,
): Promise<ForeignSite> {
  const server = createServer((request, response) => {
    const page = pages((request.url ?? '/').split('?')[0] ?? '/', request);
    response.writeHead(page ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8', ...page?.headers });
    response.end(page?.html ?? 'not here');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${String(port)}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const WORDS =
  'the harbour lay quiet under a low sky and gulls walked along the wall where nets were drying while somebody counted crates aloud in a voice that carried over the water to the far side of the basin'.split(
    ' ',
  );

/** An article whose line breaks depend on the window's width. */
export function article(script: string): string {
  const paragraphs = Array.from({ length: 14 }, (_, p) => {
    const text = Array.from({ length: 70 }, (_, w) => WORDS[(w * 7 + p * 3) % WORDS.length]).join(' ');
    return `<p>${text}.</p>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Harbour</title></head>
<body><main><h1>The harbour</h1>${paragraphs.join('\n')}<form><label>Name <input name="n"></label></form></main>${script}</body></html>`;
}
