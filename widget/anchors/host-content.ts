import { isPrivate, nodesOf, tagOf } from './host-dom.ts';

/** Elements without content, which scripts insert anywhere, and the widget's own. */
const WITHOUT_CONTENT = /^(script|style|link|meta|noscript|template|title|base|live-presence.*)$/;

/** The host's content as it is now, without the widget's own elements and what is never shown. */
export class HostContent {
  readonly #children = new WeakMap<Node, readonly Element[]>();

  /** @param reread what was found before may have been replaced */
  children(parent: Node, reread = false): readonly Element[] {
    let found = this.#children.get(parent);
    if (!found || reread) {
      found = [...nodesOf(parent)].filter(
        (node): node is Element => node instanceof Element && this.has(node),
      );
      this.#children.set(parent, found);
    }
    return found;
  }

  /** Text nodes and elements; none inside what is private or typed. */
  *nodes(parent: Node): Iterable<Text | Element> {
    if (parent instanceof Element && (isPrivate(parent) || tagOf(parent) === 'textarea')) return;
    for (const node of nodesOf(parent)) {
      if (node instanceof Text || (node instanceof Element && this.has(node))) yield node;
    }
  }

  /** Whether a node is part of the content; texts are. */
  has(node: Node): boolean {
    return !(node instanceof Element && WITHOUT_CONTENT.test(tagOf(node)));
  }
}
