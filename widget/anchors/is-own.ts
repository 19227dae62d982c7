import { tagOf } from './host-dom.ts';

/** Whether a node is one of the widget's own elements, which are not part of the page's content. */
export function isOwn(node: Node): boolean {
  return node instanceof Element && tagOf(node).startsWith('live-presence');
}
