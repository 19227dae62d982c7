/**
 * Reads the host's DOM through the prototypes: in a form, an `<input name="parentNode">` or `<input name="id">` takes
 * the place of the property.
 */

/** A getter that is called directly is several times as fast as one that is looked up each time. */
export function reader<Of extends Node, Name extends keyof Of>(
  type: () => { prototype: Of },
  name: Name,
): (node: Of) => Of[Name] {
  // Not at once: without a document there are no prototypes.
  let found: { get: (this: Of) => Of[Name] } | undefined;
  return (node) => {
    found ??= Object.getOwnPropertyDescriptor(type().prototype, name) as NonNullable<typeof found>;
    return found.get.call(node);
  };
}

export const attribute = (element: Element, name: string): string | null =>
  Element.prototype.getAttribute.call(element, name);

export const tagOf = reader(() => Element, 'localName');

export const shadowOf = reader(() => Element, 'shadowRoot');

export const parentOf: (node: Node) => Node | null = reader(() => Node, 'parentNode');

export const nodesOf: (parent: Node) => Iterable<Node> = reader(() => Node, 'childNodes');

export const boxOf = (element: Element): DOMRect => Element.prototype.getBoundingClientRect.call(element);

/** An element's boxes: one for each line or column that it is broken over; none if it is not displayed. */
export const partsOf = (element: Element): Iterable<DOMRect> =>
  Element.prototype.getClientRects.call(element);

/**
 * False if it is not displayed or invisible. Older browsers can't tell all of it; there only missing boxes show it.
 */
export function isShown(element: Element): boolean {
  const check = Reflect.get(Element.prototype, 'checkVisibility') as Element['checkVisibility'] | undefined;
  return check?.call(element, { visibilityProperty: true, opacityProperty: true }) !== false;
}

/** The elements at a point of the window, the topmost first. */
export const elementsAt = (x: number, y: number): Element[] =>
  Document.prototype.elementsFromPoint.call(document, x, y);

const rootIn = reader(() => Document, 'documentElement');

export const rootOf = (): Element => rootIn(document);

/** A node's parent element, or the host of its shadow root. */
export function outerOf(node: Node): Element | undefined {
  const parent = parentOf(node);
  if (parent instanceof ShadowRoot) return parent.host;
  return parent instanceof Element ? parent : undefined;
}

const slotOf = reader(() => Element, 'assignedSlot');

/** An element's parent in the layout: its slot if it has one. */
export const layoutParentOf = (element: Element): Element | undefined => slotOf(element) ?? outerOf(element);

/** Whether nothing inside may be named, hashed or pointed at. */
export function isPrivate(element: Element): boolean {
  return (
    attribute(element, 'data-presence-private') !== null ||
    (tagOf(element) === 'input' &&
      /password/i.test(`${attribute(element, 'type') ?? ''} ${attribute(element, 'autocomplete') ?? ''}`))
  );
}

/** The outermost private element among an element and its ancestors. */
export function outermostPrivate(element: Element): Element | undefined {
  let found: Element | undefined;
  for (let at: Element | undefined = element; at; at = outerOf(at)) if (isPrivate(at)) found = at;
  return found;
}
