/** A command line that can't be meant. The message is one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Where `--help` says more: the words before it. */
  readonly command: string;

  constructor(command: string, message: string) {
    super(message);
    this.command = command;
  }
}
