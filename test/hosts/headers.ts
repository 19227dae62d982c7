/** Policies of host pages, where there is one; `name@variant` is the page of that name with another policy. */

export interface Place {
  server: string;
  site: string;
  nonce: string;
  /** The tests' own script, which stands in every page. */
  watch: string;
}

type Policy = (place: Place) => string;

const trusted =
  (policies: string): Policy =>
  () =>
    `require-trusted-types-for 'script'${policies}`;

export const HEADERS: Record<string, Policy> = {
  'strict-policy': ({ server, watch }) =>
    `default-src 'none'; script-src ${server} ${watch}; style-src 'self'; connect-src ${server} ${server.replace('http', 'ws')}; img-src 'self'`,
  nonce: ({ server, nonce, watch }) =>
    `default-src 'none'; script-src 'nonce-${nonce}' 'strict-dynamic' ${watch}; style-src 'self'; connect-src ${server} ${server.replace('http', 'ws')}; img-src 'self'; base-uri 'none'`,
  'plain@trusted-types': trusted(''),
  'plain@no-policy-allowed': trusted("; trusted-types 'none'"),
  'plain@our-policy-allowed': trusted('; trusted-types live-presence live-presence-loader'),
  'lit-before@trusted-types': trusted('; trusted-types lit-html live-presence live-presence-loader'),
  'lit-after@trusted-types': trusted('; trusted-types lit-html live-presence live-presence-loader'),
  // The host's Lit alone is allowed, as by a site that has never heard of us.
  'lit-before@theirs-allowed': trusted('; trusted-types lit-html'),
  'lit-after@theirs-allowed': trusted('; trusted-types lit-html'),
  blocked: ({ server, watch }) => `script-src ${server} ${watch}; connect-src 'none'`,
};
