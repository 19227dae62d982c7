import { isPrivate, nodesOf, tagOf } from './host-dom.ts';

/** How the host's content is told from the widget. */
export interface AnchorOptions {
  /** Whether a node is one of the widget's own elements. */
  isOwn(node: Node): boolean;
}

/** What is in a document's markup without being content; scripts put such elements anywhere. */
const SILENT = /^(script|style|link|meta|noscript|template|title|base)$/;

/** What makes up the host's content as it is now; our own elements and what is never shown are left out. */
export class HostContent {
  readonly #options: AnchorOptions;
  readonly #children = new WeakMap<Node, readonly Element[]>();

  constructor(options: AnchorOptions) {
    this.#options = options;
  }

  children(parent: Node): readonly Element[] {
    let found = this.#children.get(parent);
    if (!found) {
      found = [...nodesOf(parent)].filter(
        (node): node is Element => node instanceof Element && this.#has(node),
      );
      this.#children.set(parent, found);
    }
    return found;
  }

  /** Text and elements that are content, what is private left out, and what was typed. */
  *nodes(parent: Node): Iterable<Text | Element> {
    if (parent instanceof Element && (isPrivate(parent) || tagOf(parent) === 'textarea')) return;
    for (const node of nodesOf(parent)) {
      if (node instanceof Text || (node instanceof Element && this.#has(node))) yield node;
    }
  }

  #has(element: Element): boolean {
    return !SILENT.test(tagOf(element)) && !this.#options.isOwn(element);
  }
}
