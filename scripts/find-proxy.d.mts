/** The proxy's path, or undefined. Installs it where that is simple. */
export function proxyPath(name: 'nginx' | 'caddy' | 'haproxy' | 'apache2'): string | undefined;
