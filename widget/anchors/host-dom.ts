/**
 * Reading the host's DOM through the prototypes: a form with an `<input name="parentNode">` or `<input name="id">`
 * has those properties replaced by the input.
 */

const read = (type: { prototype: object }, name: string, node: Node): unknown =>
  Reflect.get(type.prototype, name, node);

export const attribute = (element: Element, name: string): string | null =>
  Element.prototype.getAttribute.call(element, name);

export const tagOf = (element: Element): string => read(Element, 'localName', element) as string;

export const shadowOf = (element: Element): ShadowRoot | null =>
  read(Element, 'shadowRoot', element) as ShadowRoot | null;

export const parentOf = (node: Node): Node | null => read(Node, 'parentNode', node) as Node | null;

export const nodesOf = (parent: Node): Iterable<Node> => read(Node, 'childNodes', parent) as NodeList;

export const boxOf = (element: Element): DOMRect => Element.prototype.getBoundingClientRect.call(element);

/** The boxes of an element's parts: one for each line or column it is broken over; none where it is not displayed. */
export const partsOf = (element: Element): Iterable<DOMRect> =>
  Element.prototype.getClientRects.call(element);

/** False where it is not displayed or invisible. Older browsers can't say; there, it is told by having no parts. */
export function isShown(element: Element): boolean {
  const check = Reflect.get(Element.prototype, 'checkVisibility') as Element['checkVisibility'] | undefined;
  return check?.call(element, { visibilityProperty: true }) !== false;
}

export const rootOf = (document: Document): Element => read(Document, 'documentElement', document) as Element;

/** The element around a node; a shadow root's is its host. */
export function outerOf(node: Node): Element | undefined {
  const parent = parentOf(node);
  if (parent instanceof ShadowRoot) return parent.host;
  return parent instanceof Element ? parent : undefined;
}

/** The element around one as it is laid out: that of a slotted one is its slot. */
export const layoutParentOf = (element: Element): Element | undefined =>
  (read(Element, 'assignedSlot', element) as Element | null) ?? outerOf(element);

/** Whether nothing inside may be named, hashed or pointed at. */
export function isPrivate(element: Element): boolean {
  return (
    attribute(element, 'data-presence-private') !== null ||
    (tagOf(element) === 'input' &&
      /password/i.test(`${attribute(element, 'type') ?? ''} ${attribute(element, 'autocomplete') ?? ''}`))
  );
}

/** The outermost private element around one, itself included. */
export function outermostPrivate(element: Element): Element | undefined {
  let found: Element | undefined;
  for (let at: Element | undefined = element; at; at = outerOf(at)) if (isPrivate(at)) found = at;
  return found;
}
