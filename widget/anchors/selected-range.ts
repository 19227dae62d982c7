import type { SelectedRange } from '../../protocol/together.ts';
import type { Spot } from '../../protocol/anchor.ts';
import { SAMPLE } from '../../protocol/sample-flags.ts';
import { AnchorFinder } from './anchor-finder.ts';
import { AnchorResolver } from './anchor-resolver.ts';
import type { TextSpot } from './block-text.ts';
import { outermostPrivate, outerOf } from './host-dom.ts';
import { isOwn } from './is-own.ts';

/** The middle of a character. */
const MIDDLE = 0x8080;
/** Nodes of a selection that are looked at: more are no text that somebody reads along. */
const MAX_NODES = 50_000;

/**
 * What the visitor has selected in the document, as the places of its first and its last character.
 * @returns undefined where it is nothing, no text, in the widget, or begins or ends in what is private
 */
export function selectedRange(): SelectedRange | undefined {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const [first, last] = textEnds(selection.getRangeAt(0)) ?? [];
  const finder = new AnchorFinder();
  const from = first && spotOf(finder, first);
  const to = last && spotOf(finder, last);
  return from && to && { from, to };
}

/** The same text in this document; undefined where it is not certain which that is. */
export function rangeFor({ from, to }: SelectedRange, resolver: AnchorResolver): Range | undefined {
  if (!(from.flags & to.flags & SAMPLE.text)) return undefined;
  const first = resolver.character(from.anchor, from.x);
  const last = resolver.character(to.anchor, to.x);
  if (!first || !last || isPrivate(first) || isPrivate(last)) return undefined;
  const range = new Range();
  range.setStart(first.node, first.offset);
  // An end before the start moves the start there: nothing is left.
  range.setEnd(last.node, Math.min(last.offset + 1, last.node.length));
  return range.collapsed ? undefined : range;
}

export const newResolver = (): AnchorResolver => new AnchorResolver();

function spotOf(finder: AnchorFinder, spot: TextSpot): Spot | undefined {
  if (isPrivate(spot)) return undefined;
  const place = finder.onCharacter(spot, MIDDLE);
  return place && { anchor: place.anchor, flags: place.flags, x: place.x, y: place.y };
}

function isPrivate({ node }: TextSpot): boolean {
  const element = outerOf(node);
  return !element || !!outermostPrivate(element);
}

/** The first and the last character in a range that are not white space. */
function textEnds(range: Range): [first: TextSpot, last: TextSpot] | undefined {
  const root = range.commonAncestorContainer;
  if (root instanceof Element && isOwn(root)) return undefined;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let first: TextSpot | undefined;
  let last: TextSpot | undefined;
  let left = MAX_NODES;
  for (
    let node = root instanceof Text ? root : walker.nextNode();
    node && left > 0;
    node = walker.nextNode(), left--
  ) {
    if (!(node instanceof Text) || !range.intersectsNode(node)) {
      if (first) break;
      continue;
    }
    const from = node === range.startContainer ? range.startOffset : 0;
    const to = node === range.endContainer ? range.endOffset : node.length;
    const text = node.data.slice(from, to);
    if (!text.trim()) continue;
    first ??= { node, offset: from + text.length - text.trimStart().length };
    last = { node, offset: from + text.trimEnd().length - 1 };
  }
  return first && last && [first, last];
}
