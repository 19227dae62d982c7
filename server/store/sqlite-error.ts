/** The SQLite result codes that this server handles. */
export const CODE = {
  error: 1,
  permission: 3,
  busy: 5,
  locked: 6,
  noMemory: 7,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADatabase: 26,
} as const;

/** The primary result code of an error of SQLite, from either driver; undefined for any other error. */
export function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { errcode, rawCode, message } = error as Error & { errcode?: unknown; rawCode?: unknown };
  const code = errcode ?? rawCode;
  // The upper bits are details that differ between versions.
  if (typeof code === 'number') return code & 0xff;
  // When libsql can't open a file, the code is only in the text.
  const inText = /^ConnectionFailed\(.*: (\d+)"\)$/s.exec(message)?.[1];
  return inText === undefined ? undefined : Number(inText) & 0xff;
}
