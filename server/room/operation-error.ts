import type { ErrorCode } from '../../protocol/errors.ts';
import { StoreUnavailable } from '../store/message-store.ts';

/** An operation that can't be done; `code` says whether trying again makes sense. */
export class OperationError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a store's failure means to who asked. @throws the error where it is another one */
export function unavailable(error: unknown): OperationError {
  if (error instanceof StoreUnavailable) return new OperationError('unavailable', error.message);
  throw error;
}
