/** The browser's path, or undefined. Nothing is installed. */
export function findChrome(): string | undefined;
/** The browser's path; installs it on Debian as root; otherwise ends the process with one line that says what to do. */
export function chromePath(): string;
/** What every test passes on the browser's command line. */
export const CHROME_ARGS: string[];
