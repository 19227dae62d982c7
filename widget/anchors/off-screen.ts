export type Edge = 'top' | 'bottom' | 'left' | 'right';

/** Where a point outside the window is. */
export interface OffScreen {
  edge: Edge;
  /** Distance from the edge in window heights, or widths; more than 0. */
  screens: number;
}

/** The part of the document in the window, in document coordinates. */
export interface View {
  left: number;
  top: number;
  width: number;
  height: number;
}

export function currentView(): View {
  // Without scroll bars, and on a phone without the area that the keyboard covers.
  const { clientWidth, clientHeight } = document.documentElement;
  return {
    left: scrollX,
    top: scrollY,
    width: clientWidth || innerWidth,
    height: clientHeight || innerHeight,
  };
}

/**
 * Up and down take precedence over left and right, as pages scroll that way.
 *
 * @returns undefined inside the window
 */
export function offScreen({ x, y }: { x: number; y: number }, view: View): OffScreen | undefined {
  const beyond = (edge: Edge, px: number, size: number): OffScreen | undefined =>
    px > 0 ? { edge, screens: px / size } : undefined;
  const { left, top, width, height } = view;
  return (
    beyond('top', top - y, height) ??
    beyond('bottom', y - top - height, height) ??
    beyond('left', left - x, width) ??
    beyond('right', x - left - width, width)
  );
}
