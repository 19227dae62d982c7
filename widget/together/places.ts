import type * as Pins from '../anchors/pin.ts';

/** What finds places on the page, and scrolls to them. */
export type Places = Pick<typeof Pins, 'pinAt' | 'scrollToPin'>;

let load: (() => Promise<Places>) | undefined;

/** Whoever loads this room says where places come from: what is below them loads this room, too. */
export function usePlaces(from: () => Promise<Places>): void {
  load ??= from;
}

/** Rejected if the server cannot be reached. */
export async function loadPlaces(): Promise<Places> {
  if (!load) throw new Error('nobody has said where places come from');
  return load();
}
