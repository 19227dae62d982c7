// Helpers for our rollup plugins: a walk over the syntax tree, and edits by position.

/** Calls `see` for `node` and every node below it. */
export function visit(node, see) {
  if (node === null || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const child of node) visit(child, see);
    return;
  }
  if (typeof node.type === 'string') see(node);
  for (const value of Object.values(node)) visit(value, see);
}

/** @param edits `{start, end, text}` in any order, without overlaps */
export function applyEdits(code, edits) {
  let result = code;
  for (const { start, end, text } of edits.toSorted((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + text + result.slice(end);
  }
  return result;
}
