/** English for picking a spot on the page, needed only with the first pin. */
export const PINS = {
  pinHow: 'Click a spot to pin it, or press Enter for the middle of the screen.',
  pinTap: 'Tap a spot to pin it.',
  noPlace: 'Nothing to pin here.',
} as const;
