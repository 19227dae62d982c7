/**
 * Whether a key belongs to a composition, such as a Japanese word that is being converted: Enter accepts it then, and
 * Escape takes it back. In Safari the key that ends a composition has only the key code.
 */
export function isComposing(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Safari gives no other sign of it
  return event.isComposing || event.keyCode === 229;
}
