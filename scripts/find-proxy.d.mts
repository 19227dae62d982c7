/** Its path, or undefined. It is installed where that is simple. */
export function proxyPath(name: 'nginx' | 'caddy'): string | undefined;
