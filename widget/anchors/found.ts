/** What a search for an anchor's element has found. */
export interface Found {
  /** What the anchor names, or its nearest ancestor that was found. */
  element: Element | undefined;
  certain: boolean;
  /**
   * The offset in the element's text that corresponds to one at the sender; absent where they are the same.
   * @param x of a sample
   */
  offset?: (x: number) => number;
  /** It is a row of a list, say, which is not there now. */
  absent?: boolean;
}
