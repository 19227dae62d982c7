/**
 * Variables that a platform makes for a service of our name, not somebody for us: Kubernetes for a service called
 * `live-presence` (or `live-presence-…`), Docker for a link of that name.
 */
const PATTERNS: readonly [name: RegExp, value: RegExp][] = [
  [/^LIVE_PRESENCE_(\w+_)?SERVICE_HOST$/, /^[\d.a-f:]+$/i],
  [/^LIVE_PRESENCE_(\w+_)?SERVICE_PORT(_\w+)?$/, /^\d+$/],
  [/^LIVE_PRESENCE_(\w+_)?PORT(_\d+_(TCP|UDP|SCTP))?$/, /^(tcp|udp|sctp):\/\//],
  [/^LIVE_PRESENCE_(\w+_)?PORT_\d+_(TCP|UDP|SCTP)_(PROTO|PORT|ADDR)$/, /./],
  [/^LIVE_PRESENCE_(\w+_)?NAME$/, /^\//],
  [/^LIVE_PRESENCE_(\w+_)?ENV_\w+$/, /^/],
];

export function isForeign(name: string, value: string): boolean {
  return PATTERNS.some(([names, values]) => names.test(name) && values.test(value));
}
