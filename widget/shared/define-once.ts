/** Registers an element, unless there is one: another copy of the script may have been here first. */
export function defineOnce(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
