import type { Options } from './options.ts';

/** Who is let in, for the person who starts the server. */
export function sitesLetIn({ origins, development }: Options): string[] {
  return [...origins.sites, ...(development ? ['pages on localhost'] : [])];
}

/** The tag to paste. @param url undefined: not known */
export function tagFor(url: string | undefined): string {
  const address = url ?? 'https://ADDRESS-OF-THIS-SERVER';
  return `<script type="module" src="${address}/live-presence.js" data-mount></script>`;
}

/** A server that nobody can reach does what it was told, but hardly what its owner wants. */
export function warnIfNobody(options: Options, log: { warn(message: string): void }): void {
  if (sitesLetIn(options).length === 0)
    log.warn(
      'no site is let in: set LIVE_PRESENCE_ORIGINS (in a program: `origins`) to yours, such as https://www.example.org',
    );
}
