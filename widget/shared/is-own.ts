import { tagOf } from '../anchors/host-dom.ts';

/** Whether a node is one of ours, which are no content of the page's. */
export function isOwn(node: Node): boolean {
  return node instanceof Element && tagOf(node).startsWith('live-presence');
}
