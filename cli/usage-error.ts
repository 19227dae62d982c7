/** A wrong command line. The message is one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** The command whose `--help` explains more; may be empty. */
  readonly command: string;

  constructor(command: string, message: string) {
    super(message);
    this.command = command;
  }
}
