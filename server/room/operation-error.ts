import type { ErrorCode } from '../../protocol/errors.ts';

/** An operation that can't be done; `code` says whether trying again makes sense. */
export class OperationError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
