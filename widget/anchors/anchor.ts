/** Where on the content a cursor is: found under the sender's pointer, found again in the receiver's document. */
export { AnchorFinder } from './anchor-finder.ts';
export type { AnchorOptions } from './anchor-finder.ts';
export { AnchorResolver } from './anchor-resolver.ts';
export type { DrawnPoint } from './anchor-resolver.ts';
