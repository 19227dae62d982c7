/** Its path, or undefined. It is installed where that is simple. */
export function nginxPath(): string | undefined;
