import { NAME_LENGTH } from '../../protocol/limits.ts';
import type { ClientLimits } from '../../protocol/limits.ts';

/** What the client assumes until the server sends its own limits. */
export const DEFAULT_CLIENT_LIMITS: ClientLimits = {
  frameBytes: 16_384,
  textLength: 4_000,
  nameLength: NAME_LENGTH,
  anchors: 64,
  editMs: 900_000,
};
