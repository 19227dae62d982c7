/**
 * Text for the server and for the visitor's storage, whatever the page has given its built-in prototypes: an
 * `Array.prototype.toJSON`, as old libraries add, would turn lists into texts.
 */
export const toJson = (value: unknown): string =>
  // eslint-disable-next-line no-restricted-properties -- the one place
  JSON.stringify(value, function (this: Record<string, unknown>, key) {
    const original = this[key];
    // The server accepts well-formed text only: half a surrogate pair, left by cutting a string, is replaced.
    return typeof original === 'string' ? original.replace(/\p{Surrogate}/gu, '\ufffd') : original;
  });
