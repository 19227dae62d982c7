/** The root element and the body; while the page replaces its body there is only the former. */
export function roots(): HTMLElement[] {
  return [document.documentElement, document.body as HTMLElement | null].filter((node) => node !== null);
}
