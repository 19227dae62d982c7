/** The browser's path. Installs a browser on Debian as root; elsewhere exits with one line that says what to do. */
export function chromePath(options?: { headlessShell?: boolean }): string;
/** Command-line flags for the browser in every test. */
export const CHROME_ARGS: string[];
